import { z } from 'zod';
import { durationSeconds } from './duration.ts';

// Values that came from the environment are text, whatever the setting wants.
const flag = (fallback: boolean) =>
	z
		.preprocess(
			(value) => (typeof value === 'string' ? { true: true, false: false }[value] : value),
			z.boolean()
		)
		.default(fallback);
const number = () =>
	z.preprocess(
		(value) => (typeof value === 'string' && value !== '' ? Number(value) : value),
		z.number().int().nonnegative()
	);
const port = (fallback: number) => number().pipe(z.number().max(65535)).default(fallback);
const duration = () =>
	z.string().transform((text, context) => {
		const seconds = durationSeconds(text);
		if (seconds === null)
			context.addIssue({ code: 'custom', message: `"${text}" is not a duration` });
		return seconds ?? 0;
	});
const text = (fallback = '') => z.string().default(fallback);

const hookSchema = z.object({ enabled: flag(false), uri: text() }).prefault({});
const templateSchema = z.object({
	subject: z.string().optional(),
	content_path: z.string().optional()
});

const authSchema = z.object({
	enabled: flag(true),
	site_url: text('http://127.0.0.1:3000'),
	additional_redirect_urls: z.array(z.string()).default([]),
	jwt_expiry: number().pipe(z.number().max(604_800)).default(3600),
	enable_signup: flag(true),
	enable_anonymous_sign_ins: flag(false),
	enable_manual_linking: flag(false),
	enable_refresh_token_rotation: flag(true),
	refresh_token_reuse_interval: number().default(10),
	minimum_password_length: number().default(6),
	password_requirements: z
		.enum([
			'',
			'letters_digits',
			'lower_upper_letters_digits',
			'lower_upper_letters_digits_symbols'
		])
		.default(''),
	rate_limit: z
		.object({
			email_sent: number().default(2),
			token_refresh: number().default(150),
			sign_in_sign_ups: number().default(30),
			token_verifications: number().default(30)
		})
		.prefault({}),
	email: z
		.object({
			enabled: flag(true),
			enable_signup: flag(true),
			double_confirm_changes: flag(true),
			enable_confirmations: flag(false),
			secure_password_change: flag(false),
			max_frequency: duration().prefault('1s'),
			otp_length: number().pipe(z.number().min(6).max(10)).default(6),
			otp_expiry: number().default(3600),
			smtp: z
				.object({
					enabled: flag(true),
					host: text(),
					port: port(587),
					user: text(),
					pass: text(),
					admin_email: text(),
					sender_name: text()
				})
				.prefault({ enabled: false }),
			template: z
				.partialRecord(
					z.enum([
						'confirmation',
						'invite',
						'magic_link',
						'recovery',
						'email_change',
						'reauthentication'
					]),
					templateSchema
				)
				.default({})
		})
		.prefault({}),
	sessions: z
		.object({ timebox: duration().prefault('0s'), inactivity_timeout: duration().prefault('0s') })
		.prefault({}),
	hook: z.object({ custom_access_token: hookSchema, before_user_created: hookSchema }).prefault({}),
	sms: z.object({ enabled: flag(false) }).prefault({}),
	passkey: z.object({ enabled: flag(false) }).prefault({}),
	web3: z.record(z.string(), z.object({ enabled: flag(false) })).default({}),
	external: z.record(z.string(), z.object({ enabled: flag(false) })).default({})
});

/** What of config.toml has a meaning here. Names and defaults are the official CLI's. */
export const configSchema = z.object({
	project_id: text('supabase'),
	api: z
		.object({
			port: port(54321),
			schemas: z.array(z.string()).nonempty().default(['public', 'graphql_public']),
			extra_search_path: z.array(z.string()).default(['public', 'extensions']),
			max_rows: number().default(1000),
			auto_expose_new_tables: flag(true)
		})
		.prefault({}),
	db: z
		.object({
			port: port(54322),
			major_version: number().pipe(z.literal(17, 'only 17 is supported')).default(17),
			migrations: z.object({ enabled: flag(true) }).prefault({}),
			seed: z
				.object({ enabled: flag(true), sql_paths: z.array(z.string()).default(['./seed.sql']) })
				.prefault({})
		})
		.prefault({}),
	realtime: z.object({ enabled: flag(true) }).prefault({}),
	local_smtp: z
		.object({
			port: port(54324),
			smtp_port: port(54325),
			admin_email: text('admin@email.com'),
			sender_name: text('Admin')
		})
		.prefault({}),
	auth: authSchema.prefault({}),
	edge_runtime: z.object({ secrets: z.record(z.string(), z.string()).default({}) }).prefault({}),
	functions: z
		.record(
			z.string(),
			z.object({
				enabled: flag(true),
				verify_jwt: flag(true),
				entrypoint: z.string().optional(),
				import_map: z.string().optional()
			})
		)
		.default({})
});

export type ConfigFile = z.output<typeof configSchema>;
