import { hkdfSync, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SignJWT, exportJWK, generateKeyPair, type JWK } from 'jose';
import { jwtKeys, type JwtKeys } from './jwt.ts';

/** All that opens a project's API. */
export interface ProjectKeys {
	jwt: JwtKeys;
	publishableKey: string;
	secretKey: string;
	/** The older keys, which are themselves tokens; still accepted. */
	legacyAnonKey: string;
	legacyServiceRoleKey: string;
	/** What the gateway puts in the place of a publishable or secret key. */
	anonToken: string;
	serviceRoleToken: string;
}

export interface ProjectKeyOptions {
	/** File that keeps the signing key; made, readable only by its owner, when it does not exist. */
	signingKeyFile: string;
	publishableKey?: string;
	secretKey?: string;
	legacySecret?: string;
}

/** That of every local Supabase; it opens nothing by itself. */
const localPublishableKey = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH';

const legacyExpiry = 1_983_812_996;
const tokenYears = 10;

/**
 * What opens everything is this project's own, unlike with the CLI's local stack: its secrets are printed in its
 * documentation, and any page in a browser of this machine can send them to the API.
 * @throws Error when the signing key file holds no private ES256 key
 */
export async function loadProjectKeys(options: ProjectKeyOptions): Promise<ProjectKeys> {
	const signingKey = await findOrMakeSigningKey(options.signingKeyFile);
	const publishableKey = options.publishableKey ?? localPublishableKey;
	const secretKey = options.secretKey ?? `sb_secret_${derived(signingKey, 'secret key')}`;
	const legacySecret = options.legacySecret ?? derived(signingKey, 'legacy secret');
	const jwt = await jwtKeys(signingKey, legacySecret);
	return {
		jwt,
		publishableKey,
		secretKey,
		legacyAnonKey: await legacyKey('anon', legacySecret),
		legacyServiceRoleKey: await legacyKey('service_role', legacySecret),
		anonToken: await roleToken(jwt, 'anon'),
		serviceRoleToken: await roleToken(jwt, 'service_role')
	};
}

/** Nothing more to keep: whoever has the signing key may do everything anyway. */
function derived(signingKey: JWK, purpose: string): string {
	const privateKey = Buffer.from(signingKey.d ?? '', 'base64url');
	return Buffer.from(hkdfSync('sha256', privateKey, '', purpose, 32)).toString('base64url');
}

async function findOrMakeSigningKey(file: string): Promise<JWK> {
	const found = await readFile(file, 'utf8').catch(() => null);
	if (found !== null) return privateKeyIn(found, file);

	const { privateKey } = await generateKeyPair('ES256', { extractable: true });
	const key: JWK = {
		...(await exportJWK(privateKey)),
		alg: 'ES256',
		use: 'sig',
		kid: randomUUID()
	};
	await mkdir(dirname(file), { recursive: true });
	// A link appears whole or not at all, and never over a key that another process has just made.
	const draft = `${file}.${process.pid}`;
	await writeFile(draft, JSON.stringify(key, null, '\t'), { mode: 0o600 });
	await link(draft, file).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'EEXIST') throw error;
	});
	await rm(draft);
	return privateKeyIn(await readFile(file, 'utf8'), file);
}

function privateKeyIn(text: string, file: string): JWK {
	const key: JWK = JSON.parse(text);
	if (key.kty === 'EC' && key.crv === 'P-256' && key.d && key.kid) return key;
	throw new Error(`${file} holds no private ES256 key with a kid`);
}

function legacyKey(role: string, secret: string): Promise<string> {
	return new SignJWT({ iss: 'supabase-demo', role, exp: legacyExpiry })
		.setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
		.sign(new TextEncoder().encode(secret));
}

function roleToken(jwt: JwtKeys, role: string): Promise<string> {
	const issuedAt = Math.floor(Date.now() / 1000);
	return jwt.sign({
		iss: 'supabase',
		role,
		iat: issuedAt,
		exp: issuedAt + tokenYears * 365 * 24 * 3600
	});
}
