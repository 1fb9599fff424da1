import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface FakePerson {
	id: string;
	email: string;
	password: string;
	cpf: string;
	/** What was mailed last, by either way. */
	code: string;
	wrongTries: number;
}

export interface Call {
	path: string;
	headers: IncomingHttpHeaders;
	body: Record<string, unknown>;
}

export interface Reply {
	status: number;
	body: unknown;
	headers?: Record<string, string>;
}

/** Auth and the database functions behind one address, with people in memory: as far as `identity` can tell them apart. */
export interface FakePlatform {
	url: string;
	secretKey: string;
	people: FakePerson[];
	/** By token: the address invited, and whether it was accepted. */
	invitations: Map<string, { email: string; isAccepted: boolean }>;
	calls: Call[];
	/** Sessions that were not signed out, by id. */
	sessions: Set<string>;
	/** What a path answers instead, e.g. 429; or when it does. */
	instead: Map<string, Reply | Promise<Reply>>;
	/** How long the comparison of a password takes, which only known people cost. */
	passwordMs: number;
	/** What `admit_session` says. */
	admits: boolean;
	add(person?: Partial<FakePerson>): FakePerson;
	callsTo(path: string): Call[];
	/** Resolves when the path was called so often. */
	called(path: string, times: number): Promise<void>;
	stop(): Promise<void>;
}

export async function startFakePlatform(): Promise<FakePlatform> {
	const waiting = new Set<() => void>();
	const server = createServer(async (request, response) => {
		const path = (request.url ?? '').split('?')[0] ?? '';
		const body = await jsonOf(request);
		const {
			status,
			body: given,
			headers
		} = await replyTo(platform, { path, headers: request.headers, body });
		platform.calls.push({ path, headers: request.headers, body });
		for (const look of waiting) look();
		response.writeHead(status, { 'content-type': 'application/json', ...headers });
		response.end(status === 204 ? undefined : JSON.stringify(given));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	const platform: FakePlatform = {
		url: `http://127.0.0.1:${address.port}`,
		secretKey: 'sb_secret_of_this_test',
		people: [],
		invitations: new Map(),
		calls: [],
		sessions: new Set(),
		instead: new Map(),
		passwordMs: 0,
		admits: true,
		add(given = {}) {
			const id = randomUUID();
			const person = {
				id,
				email: `${id}@client.example`,
				password: 'correct horse',
				cpf: '',
				code: '12345678',
				wrongTries: 0,
				...given
			};
			platform.people.push(person);
			return person;
		},
		callsTo: (path) => platform.calls.filter((call) => call.path === path),
		called: (path, times) =>
			new Promise((resolve) => {
				const look = () => {
					if (platform.callsTo(path).length < times) return;
					waiting.delete(look);
					resolve();
				};
				waiting.add(look);
				look();
			}),
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
	return platform;
}

async function replyTo(platform: FakePlatform, call: Call): Promise<Reply> {
	const { path, headers } = call;
	if (headers.apikey !== platform.secretKey || /^Mozilla/.test(headers['user-agent'] ?? ''))
		return { status: 401, body: { message: 'Forbidden use of secret API key in browser' } };
	const instead = platform.instead.get(path);
	if (instead) return instead;
	const answer = answers[path] ?? (path.startsWith('/auth/v1/admin/users/') ? removal : undefined);
	return answer ? await answer(platform, call) : { status: 404, body: { message: path } };
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const refused = (status: number, code: string): Reply => ({
	status,
	body: { code, message: code }
});

type Answering = (platform: FakePlatform, call: Call) => Reply | Promise<Reply>;

const answers: Record<string, Answering> = {
	'/auth/v1/token': async (platform, { body }) => {
		const person = find(platform, body.email);
		if (person) await new Promise((resolve) => setTimeout(resolve, platform.passwordMs));
		if (person?.password !== body.password) return refused(400, 'invalid_credentials');
		const session = open(platform, person!, 'password');
		const isWeak = person!.password.length < 8;
		return ok(isWeak ? { ...session, weak_password: { reasons: ['length'] } } : session);
	},
	'/auth/v1/otp': (platform, { body }) =>
		find(platform, body.email) ? ok({}) : refused(422, 'otp_disabled'),
	'/auth/v1/recover': () => ok({}),
	'/auth/v1/verify': (platform, { body }) => {
		const person = find(platform, body.email);
		if (!person || person.code !== body.token) return refused(403, 'otp_expired');
		person.code = '';
		return ok(open(platform, person, 'otp'));
	},
	'/auth/v1/logout': (platform, { headers }) => {
		const payload = headers.authorization?.split('.')[1] ?? '';
		platform.sessions.delete(JSON.parse(Buffer.from(payload, 'base64url').toString()).session_id);
		return { status: 204, body: null };
	},
	'/auth/v1/admin/users': (platform, { body }) => {
		const { email, password } = body as { email: string; password: string };
		if (find(platform, email)) return refused(422, 'email_exists');
		return ok({ id: platform.add({ email, password }).id });
	},
	'/rest/v1/rpc/sign_in_candidates': (platform, { body }) => {
		const typed = String(body.identifier).toLowerCase();
		const digits = typed.replace(/\D/g, '');
		const isMeant = ({ email, cpf }: FakePerson) =>
			email === typed || (cpf !== '' && cpf === digits);
		return ok(platform.people.filter(isMeant).map(({ id, email }) => ({ person_id: id, email })));
	},
	'/rest/v1/rpc/begin_code_attempt': (platform, { body }) => {
		const person = platform.people.find(({ id }) => id === body.person_id);
		if (!person || person.wrongTries >= 5) return ok(false);
		person.wrongTries++;
		return ok(true);
	},
	'/rest/v1/rpc/admit_session': (platform) => ok(platform.admits),
	'/rest/v1/rpc/invitation_for_acceptance': (platform, { body }) => {
		const invitation = platform.invitations.get(String(body.token));
		if (!invitation) return ok(null);
		const { email } = invitation;
		return ok({ invitation_id: randomUUID(), email, has_account: !!find(platform, email) });
	},
	'/rest/v1/rpc/accept_invitation_for': (platform, { body }) => {
		const invitation = platform.invitations.get(String(body.token));
		const person = platform.people.find(({ id }) => id === body.person_id);
		if (!invitation || person?.email !== invitation.email)
			return { status: 403, body: { code: 'PT403', message: 'invitation_other_person' } };
		invitation.isAccepted = true;
		return ok({ kind: 'client', reference: randomUUID() });
	}
};

const removal: Answering = (platform, { path }) => {
	const id = path.split('/').at(-1);
	platform.people.splice(0, Infinity, ...platform.people.filter((person) => person.id !== id));
	return ok({});
};

function find({ people }: FakePlatform, email: unknown): FakePerson | undefined {
	return people.find((person) => person.email === email);
}

function open(platform: FakePlatform, person: FakePerson, method: string) {
	const session_id = randomUUID();
	platform.sessions.add(session_id);
	const claims = { sub: person.id, session_id, amr: [{ method }], name: 'Zoë ✓' };
	return {
		access_token: `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`,
		token_type: 'bearer',
		expires_in: 3600,
		expires_at: Math.floor(Date.now() / 1000) + 3600,
		refresh_token: randomUUID(),
		user: { id: person.id, email: person.email }
	};
}

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown>> {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
	return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
