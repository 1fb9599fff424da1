/** The acting account, as the URL names it and as the database is told. */
export interface AccountReference {
	kind: 'reseller' | 'client' | 'impersonation';
	/** Slug of a reseller, id of a client or of an impersonation. */
	slug: string;
}

export const accountHeader = 'x-balcao-account';

const kinds = { r: 'reseller', c: 'client', as: 'impersonation' } as const;
const prefixes = { reseller: 'r', client: 'c', impersonation: 'as' } as const;

/**
 * `/r/acme/clients` acts as reseller `acme`, `/c/<id>/invoices` as a user of that client, `/as/<id>/invoices` in the place
 * of one ("Logar como"); elsewhere nobody acts.
 * Nothing is decoded: no slug needs it, and a hook that throws on `/r/%` would end the server.
 */
export function accountOfPath(pathname: string): AccountReference | null {
	const [, prefix, slug] = /^\/(r|c|as)\/([a-z0-9-]+)(?:\/|$)/.exec(pathname) ?? [];
	if (!slug) return null;
	return { kind: kinds[prefix as keyof typeof kinds], slug };
}

/** Value of the header that says on whose behalf a request acts: `reseller/acme`. */
export function accountHeaderValue({ kind, slug }: AccountReference): string {
	return `${kind}/${encodeURIComponent(slug)}`;
}

/** Where an account begins. */
export function accountHome({ kind, slug }: AccountReference): string {
	return `/${prefixes[kind]}/${encodeURIComponent(slug)}`;
}
