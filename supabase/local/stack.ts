import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readProjectConfig, type ProjectConfig } from './config/project-config.ts';
import { createGateway, type GatewayOptions } from './gateway/gateway.ts';
import { checkHealth, waitUntilReady, type Health } from './gateway/health.ts';
import { startGatewaySimulator, type GatewaySimulator } from './gateway-simulator/simulator.ts';
import { loadProjectKeys, type ProjectKeys } from './keys/project-keys.ts';
import { startMail, type Mail } from './mail/mail-service.ts';
import { assertPortFree, PortTakenError } from './ports.ts';
import { migrate, MigrationsChangedError, type Project } from './project/migrations.ts';
import { resetRunningDatabase } from './project/reset.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { allOrNone } from './stack/all-or-none.ts';
import { createClosers, type Closers } from './stack/closers.ts';
import { probeDatabase } from './stack/database-health.ts';
import { lockDataDir } from './stack/lock.ts';
import { startServices } from './stack/services.ts';
import { supervisePostgres, type SupervisedPostgres } from './stack/supervised-postgres.ts';

export interface StackOptions {
	/** Folder that contains `supabase/`. */
	workdir: string;
	/** All that the platform keeps; made when absent. Anything in it but the database may be deleted. */
	dataDir: string;
	/** 0 takes a free one. What is left out is as in config.toml. */
	ports?: { api?: number; db?: number; mail?: number; smtp?: number; simulator?: number };
	/** Also starts a simulated payment provider, on `ports.simulator`. Default false: most projects have no use for one. */
	gatewaySimulator?: boolean;
	/** What to do when an applied migration file was edited. Default `refuse`. */
	onChangedMigrations?: 'refuse' | 'reset';
	/** As hosted: every request carries a known API key. Default true. */
	strictKeys?: boolean;
	/** Off: survives killed processes all the same, but not a power failure. Default on. */
	fsync?: boolean;
	/** For `env(NAME)` in config.toml. Default: that of the process. */
	environment?: NodeJS.ProcessEnv;
	/** Variables for edge functions beside those that hosted gives; `SMTP_HOST` and `SMTP_PORT` lead to the inbox. */
	functionEnvironment?: Record<string, string>;
	/** Functions that are started at once, so that their first request does not wait. */
	warmFunctions?: string[];
	/** Folders outside `supabase/functions` that functions import from: a change there gives them a fresh worker. */
	watchFolders?: string[];
	/** Gives up starting: what was started is stopped, then startStack rejects with the signal's reason. */
	signal?: AbortSignal;
	/** What goes on, for a log file. */
	log(text: string): void;
	/** What takes time while starting, for the person who waits. */
	progress(text: string): void;
}

export interface Stack {
	urls: { api: string; inbox: string; smtp: string };
	ports: { api: number; db: number; mail: number; smtp: number; simulator?: number };
	/** null unless asked for. */
	simulator: GatewaySimulator | null;
	keys: ProjectKeys;
	config: ProjectConfig;
	/** Connection string of a role that may log in, e.g. `postgres`. */
	databaseUrl(role: string): string;
	/** Of the database server that runs now. */
	databasePid(): number;
	health(): Promise<Health>;
	/** Applies what was added to `supabase/migrations` since. @returns the names of what was applied */
	migrate(): Promise<string[]>;
	/** Empties the database and applies migrations and seed anew, while everything runs. */
	resetDatabase(): Promise<void>;
	stop(): Promise<void>;
}

const host = '127.0.0.1';
const readyPatienceMs = 30_000;

/**
 * Starts a Supabase project: Postgres, migrations, Auth, REST, Realtime, Functions, mail, scheduler, one API port.
 * When it rejects, nothing that it started is left running. Errors carry one line for the person at the terminal:
 * @throws PortTakenError
 * @throws AlreadyRunningError when another process serves the same data
 * @throws ConfigError
 * @throws MigrationsChangedError
 * @throws SupabaseCliError when a migration fails
 */
export async function startStack(options: StackOptions): Promise<Stack> {
	const closers = createClosers(options.log);
	const giveUp = () => void closers.closeAll();
	options.signal?.addEventListener('abort', giveUp);
	try {
		return await start(
			{ ...options, workdir: resolve(options.workdir), dataDir: resolve(options.dataDir) },
			closers
		);
	} catch (error) {
		await closers.closeAll();
		// What fails because it was stopped is no failure.
		options.signal?.throwIfAborted();
		throw error;
	} finally {
		options.signal?.removeEventListener('abort', giveUp);
	}
}

async function start(options: StackOptions, closers: Closers): Promise<Stack> {
	const { workdir, dataDir, log, progress, signal } = options;
	const config = await readProjectConfig(workdir, options.environment ?? process.env);
	config.warnings.forEach((warning) => progress(`warning: ${warning}`));
	const release = await lockDataDir(dataDir);
	closers.add('lock', release);
	const keys = await loadProjectKeys({ signingKeyFile: join(dataDir, 'signing-key.json') });

	const checks: Record<string, () => Promise<void>> = { platform: stillStarting };
	const health = () => checkHealth(checks);
	const { strictKeys = true } = options;
	const services: GatewayOptions['services'] = {};
	const gateway = createGateway({ keys, strictKeys, services, health, log });
	const apiPort = await listenOrName(options.ports?.api ?? config.api.port, gateway.listen);
	closers.add('gateway', gateway.close);
	await assertOthersFree(options, config);
	signal?.throwIfAborted();
	const apiUrl = `http://${host}:${apiPort}`;

	progress('starting the database');
	const [{ postgres, project }, mail, simulator] = await allOrNone([
		startMigratedDatabase(options, config, closers),
		startInbox(options, config, closers),
		startSimulator(options, closers)
	]);
	signal?.throwIfAborted();
	const probe = probeDatabase(postgres.url('supabase_admin'));
	closers.add('database probe', probe.close);

	progress('starting the services');
	Object.assign(
		services,
		await startServices({
			workdir,
			dataDir,
			config,
			keys,
			apiUrl,
			smtpUrl: mail.smtpUrl,
			databaseUrl: postgres.url,
			functionEnvironment: {
				SMTP_HOST: host,
				SMTP_PORT: String(portOf(mail.smtpUrl)),
				...options.functionEnvironment
			},
			warmFunctions: options.warmFunctions ?? [],
			watchFolders: options.watchFolders ?? [],
			closers,
			log
		})
	);
	signal?.throwIfAborted();
	const scheduler = await startScheduler({
		databaseUrl: postgres.url('supabase_admin'),
		log: (text) => log(`scheduler: ${text}`)
	});
	closers.add('scheduler', () => scheduler.close());

	delete checks.platform;
	const { auth, rest, realtime, functions } = services;
	Object.assign(checks, {
		database: probe.healthy,
		scheduler: scheduler.healthy,
		mail: mail.healthy,
		...(simulator ? { simulator: simulator.healthy } : {})
	});
	for (const [name, service] of Object.entries({ auth, rest, realtime, functions }))
		if (service) checks[name] = () => service.healthy();
	await waitUntilReady(async () => {
		signal?.throwIfAborted();
		return health();
	}, readyPatienceMs);

	const ports = {
		api: apiPort,
		db: postgres.port,
		mail: portOf(mail.webUrl),
		smtp: portOf(mail.smtpUrl),
		...(simulator ? { simulator: portOf(simulator.url) } : {})
	};
	const noteFile = join(dataDir, 'platform.json');
	await writeFile(noteFile, JSON.stringify(ports));
	closers.add('note', () => rm(noteFile, { force: true }));
	return {
		urls: { api: apiUrl, inbox: mail.webUrl, smtp: mail.smtpUrl },
		ports,
		simulator,
		keys,
		config,
		databaseUrl: postgres.url,
		databasePid: postgres.pid,
		health,
		migrate: () => migrate(project),
		resetDatabase: () => resetRunningDatabase(project),
		stop: closers.closeAll
	};
}

async function startMigratedDatabase(
	options: StackOptions,
	config: ProjectConfig,
	closers: Closers
): Promise<{ postgres: SupervisedPostgres; project: Project }> {
	const { workdir, dataDir } = options;
	const postgres = await supervisePostgres(
		{
			dataDir: join(dataDir, 'postgres'),
			port: options.ports?.db ?? config.db.port,
			fsync: options.fsync,
			autoExpose: config.api.autoExposeNewTables
		},
		options.log
	);
	closers.add('database', postgres.stop);
	options.signal?.throwIfAborted();
	const project = projectOn(workdir, dataDir, config, postgres.url);
	await migrateOrReset(project, options);
	return { postgres, project };
}

async function startInbox(
	options: StackOptions,
	config: ProjectConfig,
	closers: Closers
): Promise<Mail> {
	const mail = await startMail({
		webPort: options.ports?.mail ?? config.inbox.port,
		smtpPort: options.ports?.smtp ?? config.inbox.smtpPort,
		dataDir: join(options.dataDir, 'mail'),
		log: (text) => options.log(`mail: ${text}`)
	});
	closers.add('mail', mail.close);
	return mail;
}

async function startSimulator(
	{ gatewaySimulator = false, ports, dataDir, log }: StackOptions,
	closers: Closers
): Promise<GatewaySimulator | null> {
	if (!gatewaySimulator) return null;
	const simulator = await startGatewaySimulator({
		port: ports?.simulator ?? 0,
		file: join(dataDir, 'gateway-simulator.json'),
		log: (text) => log(`simulator: ${text}`)
	});
	closers.add('gateway simulator', simulator.close);
	return simulator;
}

async function migrateOrReset(project: Project, options: StackOptions): Promise<void> {
	try {
		options.progress('applying migrations');
		const applied = await migrate(project);
		applied.forEach((name) => options.log(`applied ${name}`));
	} catch (error) {
		const isAllowed = options.onChangedMigrations === 'reset';
		if (!isAllowed || !(error instanceof MigrationsChangedError)) throw error;
		options.progress('migrations changed: starting the database anew');
		await resetRunningDatabase(project);
	}
}

export function projectOn(
	workdir: string,
	dataDir: string,
	config: ProjectConfig,
	url: SupervisedPostgres['url']
): Project {
	return {
		cli: { workdir, homeDir: join(dataDir, 'cli') },
		config,
		ownerUrl: url('postgres'),
		superuserUrl: url('supabase_admin')
	};
}

/** Asked before anything is made, so that a port that is taken is told at once. @throws PortTakenError */
async function assertOthersFree(
	{ ports, gatewaySimulator }: StackOptions,
	config: ProjectConfig
): Promise<void> {
	const wanted: [number, string][] = [
		[ports?.db ?? config.db.port, 'the database'],
		[ports?.mail ?? config.inbox.port, 'the inbox'],
		[ports?.smtp ?? config.inbox.smtpPort, 'incoming mail'],
		[gatewaySimulator ? (ports?.simulator ?? 0) : 0, 'the gateway simulator']
	];
	for (const [port, use] of wanted) if (port) await assertPortFree(port, use);
}

async function listenOrName(
	port: number,
	listen: (port: number, host: string) => Promise<number>
): Promise<number> {
	return listen(port, host).catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'EADDRINUSE' ? new PortTakenError(port, 'the API') : error;
	});
}

function portOf(url: string): number {
	return Number(new URL(url).port);
}

async function stillStarting(): Promise<void> {
	throw new Error('still starting');
}
