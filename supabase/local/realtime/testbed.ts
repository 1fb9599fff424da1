import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, type RealtimeChannel, type SupabaseClient } from '@supabase/supabase-js';
import { exportJWK, generateKeyPair } from 'jose';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { jwtKeys, type Claims, type JwtKeys } from '../keys/jwt.ts';
import type { Service } from '../service.ts';
import { startThrowawayDatabase, type ThrowawayDatabase } from '../testing/throwaway-database.ts';
import { createRealtimeService, type RealtimeOptions } from './realtime-service.ts';

/** A real Postgres, the service on a port of its own, and clients for tests. */
export interface Testbed {
	database: ThrowawayDatabase;
	keys: JwtKeys;
	log: string[];
	/** Under which the service answers `/realtime/v1`. */
	url: string;
	/** Runs SQL as postgres, on a connection of its own. */
	query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
	token(claims?: Claims): Promise<string>;
	/** An unmodified supabase-js whose user carries the claims. */
	client(claims?: Claims, vsn?: '1.0.0' | '2.0.0'): Promise<SupabaseClient>;
	socket(token: string, version?: string): Promise<RawSocket>;
	startService(options?: Partial<RealtimeOptions>): Promise<Service>;
	stop(): Promise<void>;
}

/** A websocket whose received frames are all kept, as they came. */
export interface RawSocket {
	frames: (string | Buffer)[];
	/** Text frames of protocol 2.0.0, parsed. */
	messages(): unknown[][];
	send(data: unknown): void;
	closed: Promise<number>;
	socket: WebSocket;
}

export async function startTestbed(options: Partial<RealtimeOptions> = {}): Promise<Testbed> {
	const database = await startThrowawayDatabase({ fsync: true });
	const { privateKey } = await generateKeyPair('ES256', { extractable: true });
	const keys = await jwtKeys({ ...(await exportJWK(privateKey)), kid: 'test' });
	const log: string[] = [];
	const cleanups: (() => unknown)[] = [];

	const startService = async (more: Partial<RealtimeOptions> = {}) => {
		const service = await createRealtimeService({
			databaseUrl: database.url('supabase_admin'),
			replicationUrl: database.url('supabase_replication_admin'),
			verify: keys.verify,
			log: (message) => log.push(message),
			...options,
			...more,
			timings: { errorDelay: 20, ...options.timings, ...more.timings }
		});
		return service;
	};
	const service = await startService();
	const server = await serve(service);
	const url = addressOf(server);
	const token = (claims: Claims = {}) => {
		const now = Math.floor(Date.now() / 1000);
		return keys.sign({ role: 'authenticated', iat: now, exp: now + 3600, ...claims });
	};

	return {
		database,
		keys,
		log,
		url,
		token,
		startService,
		async query(sql, values) {
			const client = new Client({ connectionString: database.url('postgres') });
			await client.connect();
			try {
				return (await client.query(sql, values)).rows as Record<string, unknown>[];
			} finally {
				await client.end();
			}
		},
		async client(claims = {}, vsn = '2.0.0') {
			const jwt = await token(claims);
			const client = createClient(url, jwt, {
				accessToken: async () => jwt,
				realtime: { vsn }
			});
			cleanups.push(() => client.realtime.disconnect());
			return client;
		},
		async socket(jwt, version = '2.0.0') {
			const raw = openRawSocket(url, jwt, version);
			cleanups.push(() => raw.socket.terminate());
			await once(raw.socket, 'open');
			return raw;
		},
		async stop() {
			for (const clean of cleanups) await clean();
			await service.close();
			server.close();
			await database.stop();
		}
	};
}

/** As the gateway does: without the public prefix. */
export async function serve(service: Service): Promise<Server> {
	const withoutPrefix = (url = '/') => url.replace(/^\/realtime\/v1/, '');
	const server = createServer((request, response) => {
		request.url = withoutPrefix(request.url);
		void service.handle(request, response);
	});
	server.on('upgrade', (request, socket, head) => {
		request.url = withoutPrefix(request.url);
		service.upgrade?.(request, socket, head);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

export function addressOf(server: Server): string {
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function openRawSocket(url: string, token: string, version: string): RawSocket {
	const address = `${url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${token}&vsn=${version}`;
	const socket = new WebSocket(address);
	const frames: (string | Buffer)[] = [];
	const { promise: closed, resolve } = Promise.withResolvers<number>();
	socket.on('message', (data: Buffer, isBinary) => {
		frames.push(isBinary ? data : data.toString('utf8'));
	});
	socket.on('error', () => undefined);
	socket.on('close', resolve);
	return {
		frames,
		closed,
		socket,
		messages: () =>
			frames.flatMap((frame) =>
				typeof frame === 'string' ? [JSON.parse(frame) as unknown[]] : []
			),
		send: (data) =>
			socket.send(typeof data === 'string' || Buffer.isBuffer(data) ? data : JSON.stringify(data))
	};
}

/** Resolves when subscribed; rejects with what the client reports instead. */
export function subscribed(channel: RealtimeChannel): Promise<RealtimeChannel> {
	return new Promise((resolve, reject) => {
		channel.subscribe((status, error) => {
			if (status === 'SUBSCRIBED') return resolve(channel);
			reject(new Error(`${status}: ${error?.message ?? ''}`));
		});
	});
}

/** A policy pair for the tests: claim `rooms` lists readable topics, `writes` those that may be sent to. */
export const roomPolicies = `
	create policy "rooms are read" on realtime.messages for select to authenticated
		using (current_setting('request.jwt.claims')::jsonb -> 'rooms' ? realtime.topic());
	create policy "rooms are written" on realtime.messages for insert to authenticated
		with check (current_setting('request.jwt.claims')::jsonb -> 'writes' ? realtime.topic());
`;
