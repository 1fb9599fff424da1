import { randomUUID } from 'node:crypto';
import type { AuthConfig, Log } from './auth-options.ts';
import type { Database, Queryable } from './database.ts';
import { AuthError, unexpectedFailure } from './errors.ts';
import type { AuthRequest, Fields } from './request.ts';

export interface Hooks {
	/** The claims as the project's function returns them; unchanged without a hook. */
	customAccessToken(
		db: Queryable,
		claims: Fields,
		authenticationMethod: string,
		request: AuthRequest
	): Promise<Fields>;
	/** @throws AuthError with the status and message the project's function chose */
	beforeUserCreated(user: () => Fields, request: AuthRequest): Promise<void>;
}

interface FunctionHook {
	uri: string;
	/** Quoted, schema-qualified. */
	name: string;
}

const timeoutMilliseconds = 2000;

export function createHooks(
	config: NonNullable<AuthConfig['hooks']>,
	database: Database,
	clock: () => Date,
	log: Log
): Hooks {
	const customAccessToken = functionHook(config.customAccessToken);
	const beforeUserCreated = functionHook(config.beforeUserCreated);
	const metadata = (name: string, request: AuthRequest): Fields => ({
		uuid: randomUUID(),
		time: clock().toISOString(),
		name,
		ip_address: request.clientAddress
	});

	async function run(db: Queryable, hook: FunctionHook, event: Fields): Promise<Fields> {
		let result: unknown;
		try {
			await db.query(`set local statement_timeout = ${timeoutMilliseconds}`);
			const { rows } = await db.query<{ result: unknown }>(
				`select ${hook.name}($1::jsonb)::jsonb as result`,
				[JSON.stringify(event)]
			);
			await db.query('set local statement_timeout to default');
			result = rows[0]?.result;
		} catch (error) {
			if (error instanceof AuthError) throw error;
			log('error', 'a hook failed', { hook: hook.uri, error });
			throw unexpectedFailure(`Error running hook URI: ${hook.uri}`);
		}
		const output = isObject(result) ? result : {};
		refuseIfAsked(output);
		return output;
	}

	return {
		async customAccessToken(db, claims, authenticationMethod, request) {
			if (!customAccessToken) return claims;
			const output = await run(db, customAccessToken, {
				metadata: metadata('customize-access-token', request),
				user_id: claims.sub,
				claims,
				authentication_method: authenticationMethod
			});
			if (!('claims' in output)) throw unexpectedFailure('output claims field is missing');
			return checkedClaims(output.claims);
		},
		async beforeUserCreated(user, request) {
			if (!beforeUserCreated) return;
			const event = { metadata: metadata('before-user-created', request), user: user() };
			await database.transaction((transaction) => run(transaction, beforeUserCreated, event));
		}
	};
}

function functionHook(uri: string | undefined): FunctionHook | undefined {
	if (!uri) return undefined;
	const parts = /^pg-functions:\/\/[^/]+\/([^/]+)\/([^/?#]+)$/.exec(uri);
	if (!parts)
		throw new Error(
			`hook ${uri} is not supported: only pg-functions://postgres/<schema>/<function>`
		);
	const quoted = parts
		.slice(1)
		.map((part) => `"${decodeURIComponent(part).replaceAll('"', '""')}"`);
	return { uri, name: quoted.join('.') };
}

/** A hook refuses by returning `{error: {http_code, message}}` (reference §1.10). */
function refuseIfAsked(output: Fields): void {
	const { error } = output;
	if (!isObject(error) || typeof error.message !== 'string' || error.message === '') return;
	const status = error.http_code;
	const isStatus =
		typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600;
	const used = isStatus ? status : 500;
	throw new AuthError(used, used === 500 ? 'unexpected_failure' : 'unknown', error.message);
}

const requiredClaims = [
	'aud',
	'exp',
	'iat',
	'sub',
	'email',
	'phone',
	'role',
	'aal',
	'session_id',
	'is_anonymous'
];
const claimTypes: Record<string, (value: unknown) => boolean> = {
	aud: (value) => isText(value) || Array.isArray(value),
	exp: Number.isInteger,
	iat: Number.isInteger,
	nbf: Number.isInteger,
	jti: isText,
	iss: isText,
	sub: isText,
	email: isText,
	phone: isText,
	role: isText,
	aal: isText,
	session_id: isText,
	client_id: isText,
	app_metadata: isObject,
	user_metadata: isObject,
	amr: (value) => Array.isArray(value) && value.every((item) => isText(item) || isObject(item))
};

function checkedClaims(claims: unknown): Fields {
	const problems: string[] = [];
	if (!isObject(claims)) {
		problems.push('(root): Invalid type');
	} else {
		for (const name of requiredClaims)
			if (!(name in claims)) problems.push(`(root): ${name} is required`);
		for (const [name, isValid] of Object.entries(claimTypes))
			if (name in claims && !isValid(claims[name])) problems.push(`${name}: Invalid type`);
		if (problems.length === 0) return claims;
	}
	const list = problems.map((problem) => `- ${problem}\n`).join('');
	throw unexpectedFailure(`output claims do not conform to the expected schema: \n${list}`);
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
