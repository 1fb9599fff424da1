import { resolve } from '$app/paths';
import { safePath } from '#lib/format/safe-path.ts';

/** Where somebody who signs in wanted to go: a path of this site, or the accounts. */
export function nextPath(url: URL): string {
	return safePath(url.searchParams.get('next'), resolve('/accounts'));
}

/** The address of another step of signing in, which keeps where it is to end. */
export function withNext(path: string, next: string): string {
	if (next === resolve('/accounts')) return path;
	return `${path}?next=${encodeURIComponent(next)}`;
}
