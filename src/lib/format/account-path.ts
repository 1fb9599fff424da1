/** The acting account, as the URL names it and as the database is told. */
export interface AccountReference {
	kind: 'reseller' | 'client';
	slug: string;
}

export const accountHeader = 'x-balcao-account';

/**
 * `/r/acme/clients` acts as reseller `acme`, `/c/padaria/invoices` as client `padaria`; elsewhere nobody acts.
 * Nothing is decoded: no slug needs it, and a hook that throws on `/r/%` would end the server.
 */
export function accountOfPath(pathname: string): AccountReference | null {
	const [, kind, slug] = /^\/([rc])\/([a-z0-9-]+)(?:\/|$)/.exec(pathname) ?? [];
	if (!slug) return null;
	return { kind: kind === 'r' ? 'reseller' : 'client', slug };
}

/** Value of the header that says on whose behalf a request acts: `reseller/acme`. */
export function accountHeaderValue({ kind, slug }: AccountReference): string {
	return `${kind}/${encodeURIComponent(slug)}`;
}

/** Where an account begins. */
export function accountHome({ kind, slug }: AccountReference): string {
	return kind === 'reseller' ? `/r/${encodeURIComponent(slug)}` : `/c/${encodeURIComponent(slug)}`;
}
