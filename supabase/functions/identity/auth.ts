import type { Caller } from './caller.ts';
import type { Purpose } from './fields.ts';
import { tooManyTries, unavailable } from './refusal.ts';
import type { Settings } from './settings.ts';

/** What the caller gets; Auth's description of the person stays here. */
export interface Session {
	access_token: string;
	refresh_token: string;
	expires_in: number;
	expires_at: number;
	token_type: string;
}

/** GoTrue, as its public API speaks (supabase.com/docs/reference/self-hosting-auth). Every call may be refused with 429 or 503. */
export interface Auth {
	/** @returns null for wrong, unknown, banned and unconfirmed alike; `isWeak`: not good enough for today's rules */
	signIn(email: string, password: string): Promise<{ session: Session; isWeak: boolean } | null>;
	/** Auth tells callers of its own whether the address is known; that is dropped here. */
	sendCode(email: string, purpose: Purpose): Promise<void>;
	/** @returns null for wrong, used and expired alike */
	verifyCode(email: string, code: string, purpose: Purpose): Promise<Session | null>;
	/** @returns the id, or null when the address is taken */
	createUser(user: NewUser): Promise<string | null>;
	deleteUser(id: string): Promise<void>;
	signOut(session: Session): Promise<void>;
}

export interface NewUser {
	email: string;
	password: string;
	name: string;
	locale: string;
}

interface Reply {
	status: number;
	body: Record<string, unknown>;
}

const patienceMs = 10_000;
/** Whether the gateway lets the caller's user agent pass beside the secret key; found out once per worker. */
let tellsDevice = true;

/**
 * Auth's limits and its list of sessions are to see who called the function, not the function: the secret key makes
 * `Sb-Forwarded-For` count, if the project allows it (Authentication > Rate Limits > IP address forwarding).
 * @see https://supabase.com/docs/guides/auth/rate-limits#ip-address-forwarding
 */
export function createAuth({ supabaseUrl, secretKey }: Settings, caller: Caller): Auth {
	async function call(
		method: string,
		path: string,
		given?: object,
		token?: string
	): Promise<Reply> {
		const headers: Record<string, string> = {
			apikey: secretKey,
			'content-type': 'application/json',
			'x-supabase-api-version': '2024-01-01'
		};
		if (token) headers.authorization = `Bearer ${token}`;
		if (caller.address) headers['sb-forwarded-for'] = caller.address;
		if (caller.userAgent && tellsDevice) headers['user-agent'] = caller.userAgent;
		const response = await fetch(`${supabaseUrl}/auth/v1${path}`, {
			method,
			headers,
			body: given && JSON.stringify(given),
			signal: AbortSignal.timeout(patienceMs)
		}).catch((error: Error) => {
			throw unavailable(`auth ${path}: ${error.message}`);
		});
		const body = (await response.json().catch(() => ({}))) as Reply['body'];
		// Auth itself answers none of these calls so: the gateway took the user agent for a browser's.
		if (response.status === 401 && headers['user-agent']) {
			tellsDevice = false;
			return call(method, path, given, token);
		}
		if (response.status === 429) throw tooManyTries(response.headers.get('retry-after'));
		if (response.status >= 500 || response.status === 401)
			throw unavailable(`auth ${path}: ${response.status} ${String(body.code)}`);
		return { status: response.status, body };
	}

	return {
		async signIn(email, password) {
			const given = { email, password };
			const { status, body } = await call('POST', '/token?grant_type=password', given);
			if (status !== 200) return null;
			return { session: sessionOf(body), isWeak: !!body.weak_password };
		},
		async sendCode(email, purpose) {
			if (purpose === 'recovery') await call('POST', '/recover', { email });
			else await call('POST', '/otp', { email, create_user: false });
		},
		async verifyCode(email, code, purpose) {
			const type = purpose === 'recovery' ? 'recovery' : 'email';
			const { status, body } = await call('POST', '/verify', { email, token: code, type });
			return status === 200 ? sessionOf(body) : null;
		},
		async createUser({ email, password, name, locale }) {
			const { status, body } = await call('POST', '/admin/users', {
				email,
				password,
				email_confirm: true,
				user_metadata: { name, locale }
			});
			if (status === 200) return String(body.id);
			if (body.code === 'email_exists') return null;
			throw unavailable(`auth refuses the new user: ${status} ${String(body.code)}`);
		},
		async deleteUser(id) {
			await call('DELETE', `/admin/users/${id}`);
		},
		async signOut(session) {
			await call('POST', '/logout?scope=local', undefined, session.access_token);
		}
	};
}

/** What the access token says of the person and of the session; Auth has just made it, so it is not verified again. */
export function claimsOf({ access_token: token }: Session): { sub: string; session_id: string } {
	const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
	const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
	return JSON.parse(new TextDecoder().decode(bytes)) as { sub: string; session_id: string };
}

function sessionOf(body: Reply['body']): Session {
	const { access_token, refresh_token, expires_in, expires_at, token_type } =
		body as unknown as Session;
	return { access_token, refresh_token, expires_in, expires_at, token_type };
}
