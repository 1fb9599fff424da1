import type { Door } from '#lib/portal/portal-paths.ts';

/** The two doors of the portal: `/c/<client>` as its user, `/as/<impersonation>` in the place of one. */
export function match(text: string): text is Door {
	return text === 'c' || text === 'as';
}
