import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readProjectConfig } from './config/project-config.ts';
import { localUrls } from './postgres/initialise.ts';
import { startPostgres } from './postgres/postgres.ts';
import { generateTypes, listAdvisories, onFreshDatabase } from './project/inspection.ts';
import { migrate } from './project/migrations.ts';
import { resetRunningDatabase } from './project/reset.ts';
import { AlreadyRunningError, lockDataDir } from './stack/lock.ts';
import { projectOn, startStack } from './stack.ts';

const usage = `node supabase/local/cli.ts <command> [--workdir DIR] [--data DIR]

  start     run the platform until Ctrl-C
  migrate   apply new migrations and seed files
  reset     empty the database, then migrate
  types     print the TypeScript types of the exposed schemas
  advisors  print what Supabase's lints find; exit code 1 when they find something

--workdir: the folder that contains supabase/ (default: this one)
--data: where the platform keeps its data (default: BALCAO_DATA, else .data in the workdir)
Ports: SUPABASE_API_PORT, SUPABASE_DB_PORT, MAIL_PORT, SMTP_PORT (default: those of config.toml)
`;

interface Place {
	workdir: string;
	dataDir: string;
}

const commands: Record<string, (place: Place) => Promise<void>> = {
	start,
	migrate: (place) => withDatabase(place, async (project) => report(await migrate(project))),
	reset,
	types: async ({ workdir }) => print(await onFreshDatabase(workdir, generateTypes)),
	advisors
};

try {
	await main();
} catch (error) {
	process.stderr.write(`✗ ${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 1;
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { workdir: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean' } }
	});
	const [name = ''] = positionals;
	if (values.help || !Object.hasOwn(commands, name)) {
		process.stderr.write(usage);
		process.exitCode = values.help ? 0 : 2;
		return;
	}
	const workdir = resolve(values.workdir ?? '.');
	const dataDir = resolve(values.data ?? process.env.BALCAO_DATA ?? join(workdir, '.data'));
	await commands[name]({ workdir, dataDir });
}

async function start({ workdir, dataDir }: Place): Promise<void> {
	// Asked before there is something to stop, so that a signal during the start is not lost.
	const stopping = new Promise((settle) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, settle);
	});
	const stack = await startStack({
		workdir,
		dataDir,
		ports: portsFromEnvironment(),
		log: (text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`),
		progress: (text) => process.stderr.write(`• ${text}\n`)
	});
	print(`
API              ${stack.urls.api}
database         ${stack.databaseUrl('postgres')}
inbox            ${stack.urls.inbox}
publishable key  ${stack.keys.publishableKey}
secret key       ${stack.keys.secretKey}
ready ${stack.urls.api}
`);
	await stopping;
	await stack.stop();
}

/** On a running platform through the official CLI, else by making a new cluster, which leaves no trace of the old. */
async function reset(place: Place): Promise<void> {
	try {
		const release = await lockDataDir(place.dataDir);
		await rm(join(place.dataDir, 'postgres'), { recursive: true, force: true });
		await release();
		await withDatabase(place, async (project) => report(await migrate(project)));
	} catch (error) {
		if (!(error instanceof AlreadyRunningError)) throw error;
		await withDatabase(place, resetRunningDatabase);
	}
}

async function advisors({ workdir }: Place): Promise<void> {
	const found = await onFreshDatabase(workdir, listAdvisories);
	// No index has been used yet on a database that was made a second ago.
	const advisories = found.filter(({ name }) => name !== 'unused_index');
	print(JSON.stringify(advisories, null, '\t'));
	if (advisories.length > 0) process.exitCode = 1;
}

/** The database of the running platform, or, when none runs, its server for the time of `work`. */
async function withDatabase(
	{ workdir, dataDir }: Place,
	work: (project: ReturnType<typeof projectOn>) => Promise<void>
): Promise<void> {
	const config = await readProjectConfig(workdir, process.env);
	const runningPort = await portOfRunning(dataDir);
	if (runningPort) return work(projectOn(workdir, dataDir, config, localUrls(runningPort)));

	const release = await lockDataDir(dataDir);
	try {
		const { autoExposeNewTables: autoExpose } = config.api;
		const postgres = await startPostgres({
			dataDir: join(dataDir, 'postgres'),
			port: 0,
			autoExpose
		});
		try {
			await work(projectOn(workdir, dataDir, config, postgres.url));
		} finally {
			await postgres.stop();
		}
	} finally {
		await release();
	}
}

async function portOfRunning(dataDir: string): Promise<number | null> {
	try {
		await (
			await lockDataDir(dataDir)
		)();
		return null;
	} catch (error) {
		if (!(error instanceof AlreadyRunningError)) throw error;
		const note = await readFile(join(dataDir, 'platform.json'), 'utf8').catch(() => {
			throw error;
		});
		return JSON.parse(note).db;
	}
}

function portsFromEnvironment() {
	return {
		api: portIn('SUPABASE_API_PORT'),
		db: portIn('SUPABASE_DB_PORT'),
		mail: portIn('MAIL_PORT'),
		smtp: portIn('SMTP_PORT')
	};
}

function portIn(name: string): number | undefined {
	const text = process.env[name];
	if (!text) return undefined;
	const port = Number(text);
	if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
	throw new Error(`${name} must be a port number, not "${text}"`);
}

function report(applied: string[]): void {
	process.stderr.write(applied.length > 0 ? `applied ${applied.join(', ')}\n` : 'nothing to do\n');
}

function print(text: string): void {
	process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}
