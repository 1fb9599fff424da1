import { join } from 'node:path';
import type { SendMail } from '../auth/auth-options.ts';
import { createAuthService } from '../auth/auth-service.ts';
import { smtpSender } from '../auth/smtp.ts';
import type { ProjectConfig } from '../config/project-config.ts';
import { createFunctionsService } from '../functions/functions-service.ts';
import type { ServiceName } from '../gateway/routes.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import { createRealtimeService } from '../realtime/realtime-service.ts';
import { createRestService } from '../rest/rest-service.ts';
import type { Service } from '../service.ts';
import { allOrNone } from './all-or-none.ts';
import type { Closers } from './closers.ts';
import { functionEnvironment } from './function-environment.ts';

export interface ServiceSurroundings {
	workdir: string;
	dataDir: string;
	config: ProjectConfig;
	keys: ProjectKeys;
	apiUrl: string;
	smtpUrl: string;
	databaseUrl(role: string): string;
	/** Variables for edge functions beside those that hosted gives. */
	functionEnvironment: Record<string, string>;
	warmFunctions: string[];
	/** Folders outside `supabase/functions` that functions import from. */
	watchFolders: string[];
	closers: Closers;
	log(text: string): void;
}

type Services = Record<ServiceName, Service>;

/** Starts the services behind the gateway on a migrated database; each is closed by `closers`. */
export async function startServices(around: ServiceSurroundings): Promise<Services> {
	const { closers } = around;
	const started = await allOrNone(
		Object.entries(starters).map(async ([name, start]) => {
			const service = await start(around, (text) => around.log(`${name}: ${text}`));
			closers.add(name, () => service.close());
			return [name, service];
		})
	);
	return Object.fromEntries(started);
}

type Starter = (around: ServiceSurroundings, log: (text: string) => void) => Promise<Service>;

const starters: Record<ServiceName, Starter> = {
	async auth({ config, keys, apiUrl, databaseUrl, smtpUrl: inboxUrl, closers }, log) {
		return createAuthService({
			databaseUrl: databaseUrl('supabase_auth_admin'),
			keys: keys.jwt,
			issuer: `${apiUrl}/auth/v1`,
			config: config.auth,
			sendMail: authMail(config, inboxUrl, closers),
			log: (level, message, details) =>
				log(
					[level, message, details && JSON.stringify(details, errorsToo)].filter(Boolean).join(' ')
				)
		});
	},
	async rest({ config, keys, databaseUrl }, log) {
		const { schemas, extraSearchPath, maxRows } = config.api;
		return createRestService({
			databaseUrl: databaseUrl('authenticator'),
			poolSize: 10,
			schemas,
			extraSearchPath,
			anonRole: 'anon',
			maxRows,
			verify: keys.jwt.verify,
			// As hosted by default; `alter role authenticator set pgrst.…` overrides.
			aggregatesEnabled: false,
			txEnd: 'commit',
			log
		});
	},
	async realtime({ keys, databaseUrl }, log) {
		return createRealtimeService({
			databaseUrl: databaseUrl('supabase_admin'),
			replicationUrl: databaseUrl('supabase_replication_admin'),
			verify: keys.jwt.verify,
			log
		});
	},
	async functions({ workdir, dataDir, config, keys, apiUrl, databaseUrl, ...around }, log) {
		const functionsDir = join(workdir, 'supabase', 'functions');
		return createFunctionsService({
			functionsDir,
			functions: config.functions,
			environment: {
				...around.functionEnvironment,
				...config.functionSecrets,
				...functionEnvironment(apiUrl, databaseUrl('postgres'), keys)
			},
			verify: keys.jwt.verify,
			denoDir: join(dataDir, 'deno'),
			privatePaths: [dataDir],
			warm: around.warmFunctions,
			watch: [functionsDir, ...around.watchFolders],
			log
		});
	}
};

/** Into the local inbox, unless config.toml names a mail server. */
function authMail(config: ProjectConfig, inboxUrl: string, closers: Closers): SendMail {
	const { smtp, inbox } = config;
	const { adminEmail: address, senderName: name } = smtp ?? inbox;
	const sender = smtpSender(smtp ? smtpUrl(smtp) : inboxUrl, {
		name,
		address
	});
	closers.add('auth mail', () => sender.close());
	return sender.sendMail;
}

function smtpUrl({ host, port, user, pass }: NonNullable<ProjectConfig['smtp']>): string {
	const credentials = user ? `${encodeURIComponent(user)}:${encodeURIComponent(pass)}@` : '';
	return `${port === 465 ? 'smtps' : 'smtp'}://${credentials}${host}:${port}`;
}

function errorsToo(_: string, value: unknown): unknown {
	return value instanceof Error ? (value.stack ?? value.message) : value;
}
