export const apiScopes = ['usage.write', 'usage.read'] as const;
export type ApiScope = (typeof apiScopes)[number];

export type ApiKeyState = 'active' | 'expired' | 'revoked';

/** A key as people see it; its secret is told once, when it is made. */
export interface ApiKey {
	id: string;
	name: string;
	/** The first letters of its secret. */
	prefix: string;
	scopes: ApiScope[];
	state: ApiKeyState;
	/** Its last day. */
	expiresOn: string | null;
	revokedAt: string | null;
	/** To the minute. */
	lastUsedAt: string | null;
	/** The secret before, while it is good. */
	former: { prefix: string; endsAt: string; lastUsedAt: string | null } | null;
	createdAt: string;
	createdBy: string | null;
}

/** What making or rotating a key answers: null when the same was asked before, and nobody has the secret any more. */
export interface MadeSecret {
	secret: string | null;
}

/** How long the former secret may stay good, in hours. */
export const graces = ['0', '1', '24', '168'] as const;
export type Grace = (typeof graces)[number];
