import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { durationSeconds } from './duration.ts';
import { ConfigError, readProjectConfig } from './project-config.ts';

let workdir: string;

beforeEach(async () => {
	workdir = await mkdtemp(join(tmpdir(), 'config-test-'));
	await mkdir(join(workdir, 'supabase'));
});

afterEach(() => rm(workdir, { recursive: true }));

async function read(toml: string, environment: NodeJS.ProcessEnv = {}) {
	await writeFile(join(workdir, 'supabase', 'config.toml'), toml);
	return readProjectConfig(workdir, environment);
}

test('an empty file has the defaults of the official CLI', async () => {
	const config = await read('');
	expect(config.api).toEqual({
		port: 54321,
		schemas: ['public', 'graphql_public'],
		extraSearchPath: ['public', 'extensions'],
		maxRows: 1000,
		autoExposeNewTables: true
	});
	expect(config.inbox).toMatchObject({ port: 54324, smtpPort: 54325 });
	expect(config.db).toEqual({
		port: 54322,
		migrationsEnabled: true,
		seed: { enabled: true, sqlPaths: ['./seed.sql'] }
	});
	expect(config.auth).toMatchObject({ enableSignup: true, otpLength: 6, maxFrequency: 1 });
	expect(config.auth.rateLimit?.emailSent).toBeUndefined();
	expect(config.warnings).toEqual([]);
});

test('the variables of the project and of the environment are put in', async () => {
	await writeFile(join(workdir, 'supabase', '.env'), 'NAME=from-file\nPORT=1\n');
	const config = await read(
		'project_id = "env(NAME)"\n[api]\nport = "env(PORT)"\n[auth]\nenable_signup = "env(OPEN)"',
		{ PORT: '6000', OPEN: 'false' }
	);
	expect(config.projectId).toBe('from-file');
	expect(config.api.port).toBe(6000);
	expect(config.auth.enableSignup).toBe(false);
});

test('hooks, templates, functions and durations are understood', async () => {
	await mkdir(join(workdir, 'supabase', 'templates'));
	await writeFile(join(workdir, 'supabase', 'templates', 'invite.html'), '<p>');
	const config = await read(`
[auth.hook.custom_access_token]
enabled = true
uri = "pg-functions://postgres/app/claims"
[auth.hook.before_user_created]
enabled = false
uri = "pg-functions://postgres/app/refuse"
[auth.sessions]
timebox = "24h"
inactivity_timeout = "1h30m"
[auth.email.template.invite]
subject = "Welcome"
content_path = "./supabase/templates/invite.html"
[functions.email]
verify_jwt = false
`);
	expect(config.auth.hooks).toEqual({
		customAccessToken: 'pg-functions://postgres/app/claims',
		beforeUserCreated: undefined
	});
	expect(config.auth.sessions).toEqual({ timebox: 86_400, inactivityTimeout: 5400 });
	expect(config.auth.templates?.invite).toEqual({
		subject: 'Welcome',
		contentPath: join(workdir, 'supabase', 'templates', 'invite.html')
	});
	expect(config.functions.email).toMatchObject({ enabled: true, verifyJwt: false });
});

describe('reported as having no effect', () => {
	test.each([
		['[auth.captcha]\nenabled = true\nprovider = "hcaptcha"', 'auth.captcha.provider'],
		[
			'[auth.hook.send_email]\nenabled = true\nuri = "http://localhost"',
			'auth.hook.send_email.uri'
		],
		['[auth.mfa.totp]\nenroll_enabled = true', 'auth.mfa.totp.enroll_enabled'],
		['[db.vault]\nkey = "value"', 'db.vault.key'],
		['[auth]\nmisspelt = 1', 'auth.misspelt'],
		['[auth.email.smtp]\nenabled = true\npass = "env(SMTP_PASSWORD)"', 'SMTP_PASSWORD']
	])('%s', async (toml, setting) => {
		expect((await read(toml)).warnings.join('\n')).toContain(setting);
	});

	test.each([
		['[auth.captcha]\nenabled = false\nprovider = "hcaptcha"'],
		['[auth.mfa.totp]\nenroll_enabled = false'],
		['[studio]\nport = 54323\nopenai_api_key = "env(OPENAI_API_KEY)"'],
		['[auth.sms.twilio]\nenabled = false\nauth_token = "env(TWILIO)"']
	])('not %s', async (toml) => {
		expect((await read(toml)).warnings).toEqual([]);
	});
});

describe('refused in one line that names the setting', () => {
	test.each([
		['[api', 'config.toml'],
		['[api]\nport = 70000', 'api.port'],
		['[db]\nmajor_version = 15', 'only 17 is supported'],
		['[auth.email]\notp_length = 4', 'auth.email.otp_length'],
		['[auth.email]\nmax_frequency = "soon"', '"soon" is not a duration'],
		['[auth.email.template.invite]\ncontent_path = "./nowhere.html"', 'nowhere.html does not exist']
	])('%s', async (toml, words) => {
		const refusal = await read(toml).catch((error) => error);
		expect(refusal).toBeInstanceOf(ConfigError);
		expect(refusal.message).toContain(words);
	});
});

test.each([
	['1s', 1],
	['1m0s', 60],
	['1h30m', 5400],
	['1.5h', 5400],
	['500ms', 0.5],
	['0', 0],
	['', null],
	['1', null],
	['soon', null]
])('the duration %s', (text, seconds) => expect(durationSeconds(text)).toBe(seconds));
