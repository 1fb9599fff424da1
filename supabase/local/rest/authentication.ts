import { JwtError, type Claims } from '../keys/jwt.ts';
import { anonymousDisabled, invalidToken, type RestError } from './errors.ts';

export interface Identity {
	role: string;
	/** What `request.jwt.claims` holds; always with a role. */
	claims: Record<string, unknown>;
	isAuthenticated: boolean;
}

/**
 * Who asks: the role of the bearer token, or the anonymous role.
 * @throws RestError PGRST301, PGRST302, PGRST303
 */
export async function authenticate(
	authorization: string | undefined,
	verify: (token: string) => Promise<Claims>,
	anonymousRole: string | undefined,
	now: () => number = Date.now
): Promise<Identity> {
	const token = /^bearer(?: +(.*))?$/is.exec(authorization ?? '');
	if (!token) {
		if (anonymousRole === undefined) throw anonymousDisabled();
		return identity(anonymousRole, {}, anonymousRole);
	}
	const claims = await verifyToken((token[1] ?? '').trim(), verify);
	if (typeof claims.iat === 'number' && claims.iat > now() / 1000 + leewaySeconds)
		throw invalidToken('PGRST303', 'JWT issued at future');
	const role = claims.role === undefined ? anonymousRole : roleText(claims.role);
	if (role === undefined) throw anonymousDisabled();
	return identity(role, claims, anonymousRole);
}

/** Clocks differ; PostgREST grants as much. */
const leewaySeconds = 30;

function identity(role: string, claims: Claims, anonymousRole: string | undefined): Identity {
	return { role, claims: { ...claims, role }, isAuthenticated: role !== anonymousRole };
}

function roleText(role: unknown): string {
	return typeof role === 'string' ? role : JSON.stringify(role);
}

async function verifyToken(
	token: string,
	verify: (token: string) => Promise<Claims>
): Promise<Claims> {
	if (token === '') throw invalidToken('PGRST301', 'Empty JWT is sent in Authorization header');
	const parts = token.split('.').length;
	if (parts !== 3) throw invalidToken('PGRST301', `Expected 3 parts in JWT; got ${parts}`);
	try {
		return await verify(token);
	} catch (error) {
		if (error instanceof JwtError) throw refusalOf(error);
		throw error;
	}
}

/** @param message the verifier's, which names the claim between quotes */
function claimMessage(message: string): string {
	const claim = /"(exp|nbf|iat)"/.exec(message)?.[1];
	if (claim && /must be a number/.test(message)) return `The JWT '${claim}' claim must be a number`;
	return claim === 'nbf' ? 'JWT not yet valid' : 'Parsing claims failed';
}

function refusalOf({ refusal, message }: JwtError): RestError {
	switch (refusal) {
		case 'expired':
			return invalidToken('PGRST303', 'JWT expired');
		case 'claims':
			return invalidToken('PGRST303', claimMessage(message));
		case 'bad_signature':
			return invalidToken(
				'PGRST301',
				'No suitable key or wrong key type',
				'None of the keys was able to decode the JWT'
			);
		case 'malformed':
			return invalidToken('PGRST301', 'JWT cryptographic operation failed');
	}
}
