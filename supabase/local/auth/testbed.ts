import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { exportJWK, generateKeyPair } from 'jose';
import { jwtKeys, type JwtKeys } from '../keys/jwt.ts';
import type { Service } from '../service.ts';
import { startThrowawayDatabase, type ThrowawayDatabase } from '../testing/throwaway-database.ts';
import type { AuthConfig, AuthOptions, MailMessage } from './auth-options.ts';
import { createAuthService } from './auth-service.ts';

/** The service on a real database behind a small HTTP server, as the gateway mounts it. */
export interface Testbed {
	/** Of the project, without `/auth/v1`. */
	url: string;
	keys: JwtKeys;
	mailbox: Mailbox;
	database: ThrowawayDatabase;
	/** As superuser. */
	sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
	adminToken: string;
	/** Moves the service's clock forward. */
	passTime(seconds: number): void;
	call(path: string, options?: CallOptions): Promise<Reply>;
	client(): SupabaseClient;
	admin(): SupabaseClient;
	/** What the service logged as errors so far. */
	problems: string[];
	close(): Promise<void>;
}

export interface CallOptions {
	method?: string;
	body?: unknown;
	/** Sent as it is, in place of `body`. */
	raw?: string | Buffer;
	token?: string;
	headers?: Record<string, string>;
	/** The address the gateway would pass on. */
	from?: string;
}

export interface Reply {
	status: number;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into foreign JSON
	body: any;
	headers: Headers;
}

export const siteUrl = 'http://127.0.0.1:3000';
export const codesVersion = { 'x-supabase-api-version': '2024-01-01' };

export async function startTestbed(
	config: Partial<AuthConfig> = {},
	shared?: ThrowawayDatabase,
	options: Partial<AuthOptions> = {}
): Promise<Testbed> {
	const database = shared ?? (await startThrowawayDatabase());
	const pool = new pg.Pool({ connectionString: database.url('supabase_admin'), max: 2 });
	pool.on('error', () => undefined);
	const keys = await testKeys();
	const mailbox = createMailbox();
	const problems: string[] = [];
	let offset = 0;
	// eslint-disable-next-line prefer-const -- the handler above its only assignment needs it declared
	let service: Service | undefined;
	const server = createServer((request, response) => {
		request.url = request.url?.replace(/^\/auth\/v1/, '') || '/';
		void service?.handle(request, response);
	});
	const url = await listen(server);
	service = await createAuthService({
		databaseUrl: database.url('supabase_auth_admin'),
		keys,
		issuer: `${url}/auth/v1`,
		config: { siteUrl, maxFrequency: 0, enableConfirmations: true, ...config },
		sendMail: mailbox.deliver,
		clock: () => new Date(Date.now() + offset),
		bcryptCost: 4,
		uniformAnswerTime: 0,
		log: (level, message, details) =>
			void (level === 'error' && problems.push(`${message} ${String(details?.error ?? '')}`)),
		...options
	});
	const running = service;
	const adminToken = await keys.sign({ role: 'service_role', exp: 4102444800 });
	const withoutStorage = { auth: { persistSession: false, autoRefreshToken: false } };

	return {
		url,
		keys,
		mailbox,
		database,
		adminToken,
		problems,
		sql: async (text, values) => (await pool.query(text, values)).rows,
		passTime: (seconds) => void (offset += seconds * 1000),
		call: (path, options) => call(`${url}/auth/v1${path}`, options),
		client: () => createClient(url, 'publishable', withoutStorage),
		admin: () => createClient(url, adminToken, withoutStorage),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await running.close();
			await pool.end();
			if (!shared) await database.stop();
		}
	};
}

async function testKeys(): Promise<JwtKeys> {
	const { privateKey } = await generateKeyPair('ES256', { extractable: true });
	return jwtKeys({ ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'test-key' });
}

async function listen(server: Server): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let lastAddress = 0;
/** Every call comes from an address of its own unless the test says otherwise. */
function freshAddress(): string {
	lastAddress++;
	return `10.${lastAddress >> 16}.${(lastAddress >> 8) & 255}.${lastAddress & 255}`;
}

async function call(url: string, options: CallOptions = {}): Promise<Reply> {
	const { body, raw, token, from = freshAddress() } = options;
	const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
	const response = await fetch(url, {
		method: options.method ?? (content === undefined ? 'GET' : 'POST'),
		body: content as BodyInit | undefined,
		redirect: 'manual',
		headers: {
			'x-forwarded-for': from,
			...(content === undefined ? {} : { 'content-type': 'application/json' }),
			...(token ? { authorization: `Bearer ${token}` } : {}),
			...options.headers
		}
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.startsWith('application/json');
	return {
		status: response.status,
		body: isJson ? JSON.parse(text) : text,
		headers: response.headers
	};
}

export interface Mailbox {
	deliver(message: MailMessage): Promise<void>;
	/** The next message to the address that was not taken yet; waits for it. */
	next(to: string): Promise<MailMessage>;
	/** How many arrived for the address and were not taken. */
	waiting(to: string): number;
	/** Makes every delivery fail until called with false. */
	fail(isFailing: boolean): void;
}

function createMailbox(): Mailbox {
	const messages = new Map<string, MailMessage[]>();
	const readers = new Map<string, ((message: MailMessage) => void)[]>();
	let isFailing = false;
	return {
		async deliver(message) {
			if (isFailing) throw new Error('connection refused');
			const reader = readers.get(message.to)?.shift();
			if (reader) return reader(message);
			messages.set(message.to, [...(messages.get(message.to) ?? []), message]);
		},
		next(to) {
			const message = messages.get(to)?.shift();
			if (message) return Promise.resolve(message);
			return new Promise((resolve) => readers.set(to, [...(readers.get(to) ?? []), resolve]));
		},
		waiting: (to) => messages.get(to)?.length ?? 0,
		fail: (failing) => void (isFailing = failing)
	};
}

/** The digits that the built-in templates print. */
export function codeIn(message: MailMessage): string {
	const code = /<strong>(\d+)<\/strong>/.exec(message.html)?.[1];
	if (!code) throw new Error(`no code in ${message.html}`);
	return code;
}

export function linkIn(message: MailMessage): URL {
	const link = /href="([^"]+)"/.exec(message.html)?.[1];
	if (!link) throw new Error(`no link in ${message.html}`);
	return new URL(link.replaceAll('&#38;', '&'));
}

let people = 0;
export const newAddress = (): string => `person${++people}@example.com`;

export interface Person {
	id: string;
	email: string;
	password: string;
}

/** Someone who can sign in. */
export async function createPerson(bed: Testbed): Promise<Person> {
	const email = newAddress();
	const password = 'correct horse 1';
	const { body } = await bed.call('/admin/users', {
		token: bed.adminToken,
		body: { email, password, email_confirm: true }
	});
	return { id: body.id, email, password };
}

export async function signIn(bed: Testbed, person: Person): Promise<Reply> {
	const { email, password } = person;
	return bed.call('/token?grant_type=password', { body: { email, password } });
}
