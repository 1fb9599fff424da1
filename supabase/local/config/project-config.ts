import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parse, type TomlTable } from 'smol-toml';
import type { z } from 'zod';
import type { AuthConfig } from '../auth/auth-options.ts';
import type { FunctionConfig } from '../functions/catalog.ts';
import { authSection } from './auth-section.ts';
import { configSchema, type ConfigFile } from './config-schema.ts';
import { substituteEnvironment } from './environment.ts';
import { unsupportedSettings } from './unsupported-settings.ts';

/** `supabase/config.toml`, with the official CLI's defaults for what it leaves out. */
export interface ProjectConfig {
	projectId: string;
	api: {
		port: number;
		schemas: string[];
		extraSearchPath: string[];
		maxRows: number;
		autoExposeNewTables: boolean;
	};
	db: { port: number; migrationsEnabled: boolean; seed: { enabled: boolean; sqlPaths: string[] } };
	realtime: { enabled: boolean };
	inbox: { port: number; smtpPort: number; adminEmail: string; senderName: string };
	/** Where Auth's mail goes instead of the local inbox. */
	smtp?: {
		host: string;
		port: number;
		user: string;
		pass: string;
		adminEmail: string;
		senderName: string;
	};
	auth: AuthConfig;
	functions: Record<string, FunctionConfig>;
	/** `[edge_runtime.secrets]`: environment of the functions. */
	functionSecrets: Record<string, string>;
	/** Settings that are there and have no effect here, one sentence each. */
	warnings: string[];
}

/** The project's config.toml cannot be used; the message names file and setting in one line. */
export class ConfigError extends Error {}

/**
 * @param workdir folder that contains `supabase/`
 * @param environment values for `env(NAME)`; those in `supabase/.env` are used where it has none
 * @throws ConfigError
 */
export async function readProjectConfig(
	workdir: string,
	environment: NodeJS.ProcessEnv
): Promise<ProjectConfig> {
	const path = join(workdir, 'supabase', 'config.toml');
	const text = await readFile(path, 'utf8').catch((error) => {
		throw new ConfigError(`cannot read ${path}: ${error.message}`);
	});
	const { values, unset } = substituteEnvironment(parseToml(path, text), {
		...(await projectEnvironment(workdir)),
		...environment
	});
	const parsed = configSchema.safeParse(values);
	if (!parsed.success) throw new ConfigError(`${path}: ${reasons(parsed.error)}`);
	return {
		...projectConfig(parsed.data, workdir),
		warnings: unsupportedSettings(values, unset)
	};
}

function parseToml(path: string, text: string): TomlTable {
	try {
		return parse(text);
	} catch (error) {
		const [reason] = (error as Error).message.split('\n');
		throw new ConfigError(`${path}: ${reason}`);
	}
}

function reasons(error: z.ZodError): string {
	return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}

async function projectEnvironment(workdir: string): Promise<NodeJS.Dict<string>> {
	const path = join(workdir, 'supabase', '.env');
	if (!existsSync(path)) return {};
	return parseEnv(await readFile(path, 'utf8'));
}

function projectConfig(file: ConfigFile, workdir: string): Omit<ProjectConfig, 'warnings'> {
	const { api, db, realtime, local_smtp: inbox, edge_runtime: edgeRuntime } = file;
	const { smtp } = file.auth.email;
	return {
		projectId: file.project_id,
		api: {
			port: api.port,
			schemas: api.schemas,
			extraSearchPath: api.extra_search_path,
			maxRows: api.max_rows,
			autoExposeNewTables: api.auto_expose_new_tables
		},
		db: {
			port: db.port,
			migrationsEnabled: db.migrations.enabled,
			seed: { enabled: db.seed.enabled, sqlPaths: db.seed.sql_paths }
		},
		realtime: { enabled: realtime.enabled },
		inbox: {
			port: inbox.port,
			smtpPort: inbox.smtp_port,
			adminEmail: inbox.admin_email,
			senderName: inbox.sender_name
		},
		smtp: smtp.enabled
			? {
					host: smtp.host,
					port: smtp.port,
					user: smtp.user,
					pass: smtp.pass,
					adminEmail: smtp.admin_email,
					senderName: smtp.sender_name
				}
			: undefined,
		auth: authSection(file.auth, (contentPath) => templatePath(workdir, contentPath)),
		functions: Object.fromEntries(
			Object.entries(file.functions).map(([name, section]) => [
				name,
				{
					enabled: section.enabled,
					verifyJwt: section.verify_jwt,
					entrypoint: section.entrypoint || undefined,
					importMap: section.import_map || undefined
				}
			])
		),
		functionSecrets: edgeRuntime.secrets
	};
}

/** The CLI takes template paths relative to the workdir, all other paths relative to `supabase/`. We take both. */
function templatePath(workdir: string, contentPath: string): string {
	if (isAbsolute(contentPath)) return contentPath;
	const candidates = [resolve(workdir, contentPath), resolve(workdir, 'supabase', contentPath)];
	const found = candidates.find((path) => existsSync(path));
	if (!found) throw new ConfigError(`e-mail template ${candidates[0]} does not exist`);
	return found;
}
