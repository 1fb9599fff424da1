import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, exportJWK } from 'jose';
import { join } from 'node:path';
import pg from 'pg';
import { jwtKeys, type Claims, type JwtKeys } from '../../keys/jwt.ts';
import { startPostgres, type Postgres } from '../../postgres/postgres.ts';
import type { Service } from '../../service.ts';
import { startThrowawayDatabase } from '../../testing/throwaway-database.ts';
import { createRestService, type RestOptions } from '../rest-service.ts';

export const personId = '11111111-1111-1111-1111-111111111111';

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	/** The body as JSON, or undefined when there is none. */
	json: unknown;
}

export interface AskOptions {
	method?: string;
	headers?: Record<string, string>;
	/** Sent as JSON unless it is text or bytes. */
	body?: unknown;
	/** A signed-in role; without it the request is anonymous. */
	as?: 'authenticated' | 'service_role' | (string & {});
}

export interface RestFixture {
	/** Base of a server with the service under /rest/v1, as the gateway mounts it. */
	url: string;
	service: Service;
	keys: JwtKeys;
	databaseUrl(role: string): string;
	/** Kills Postgres outright, as `kill -9` does. */
	killDatabase(): Promise<void>;
	/** Starts it again over the same data and port. */
	restartDatabase(): Promise<void>;
	/** Runs SQL as superuser. */
	execute(sql: string): Promise<pg.QueryResult>;
	token(claims: Claims): Promise<string>;
	ask(path: string, options?: AskOptions): Promise<Answer>;
	/** A second service over the same database. */
	serve(options: Partial<RestOptions>): Promise<{ url: string; stop(): Promise<void> }>;
	stop(): Promise<void>;
}

/** A throw-away database with `fixture.sql`, and the REST service over it behind a real socket. */
export async function startRestFixture(overrides: Partial<RestOptions> = {}): Promise<RestFixture> {
	const database = await startThrowawayDatabase();
	const administrator = new pg.Client({ connectionString: database.url('supabase_admin') });
	await administrator.connect();
	administrator.on('error', () => undefined);
	await administrator.query(await readFile(new URL('./fixture.sql', import.meta.url), 'utf8'));
	const { privateKey } = await generateKeyPair('ES256', { extractable: true });
	const keys = await jwtKeys(
		{ ...(await exportJWK(privateKey)), kid: 'test' },
		'super-secret-jwt-token-with-at-least-32-characters-long'
	);
	const optionsFor = (changed: Partial<RestOptions>): RestOptions => ({
		databaseUrl: database.url('authenticator'),
		poolSize: 5,
		schemas: ['api', 'other'],
		extraSearchPath: ['public', 'extensions'],
		anonRole: 'anon',
		maxRows: null,
		verify: keys.verify,
		aggregatesEnabled: false,
		txEnd: 'commit-allow-override',
		log: () => undefined,
		...overrides,
		...changed
	});
	const token = (claims: Claims) => {
		const now = Math.floor(Date.now() / 1000);
		return keys.sign({ iat: now, exp: now + 3600, ...claims });
	};
	const main = await serve(optionsFor({}));
	let restarted: Postgres | undefined;

	return {
		url: main.url,
		service: main.service,
		keys,
		databaseUrl: (role) => database.url(role),
		async killDatabase() {
			const file = await readFile(join(database.dataDir, 'postmaster.pid'), 'utf8');
			process.kill(Number(file.split('\n')[0]), 'SIGKILL');
		},
		async restartDatabase() {
			const { dataDir, port } = database;
			restarted = await startPostgres({ dataDir, port, fsync: false });
		},
		execute: (sql) => administrator.query(sql),
		token,
		async ask(path, { method = 'GET', headers = {}, body, as } = {}) {
			const isRaw = typeof body === 'string' || body instanceof Uint8Array;
			const authorization = as && `Bearer ${await token({ role: as, sub: personId })}`;
			const response = await fetch(`${main.url}/rest/v1${path}`, {
				method,
				headers: {
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...(authorization ? { authorization } : {}),
					...headers
				},
				body: body === undefined ? undefined : isRaw ? (body as string) : JSON.stringify(body)
			});
			const text = await response.text();
			const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
			return {
				status: response.status,
				headers: response.headers,
				text,
				json: isJson ? JSON.parse(text) : undefined
			};
		},
		serve: (changed) => serve(optionsFor(changed)),
		async stop() {
			await main.stop();
			await administrator.end();
			await restarted?.stop();
			await database.stop();
		}
	};
}

async function serve(options: RestOptions) {
	const service = await createRestService(options);
	const server = createServer((request, response) => {
		request.url = (request.url ?? '/').replace(/^\/rest\/v1/, '') || '/';
		void service.handle(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		service,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await service.close();
		}
	};
}
