/**
 * Where a `next` parameter may lead: a path of this site, nothing else.
 * @returns the path with query and hash, or the fallback
 */
export function safePath(next: string | null | undefined, fallback: string): string {
	if (!next?.startsWith('/')) return fallback;
	const base = 'http://same.invalid';
	if (!URL.canParse(next, base)) return fallback;
	// The parser settles what browsers make of `//host`, `/\host` and control characters.
	const url = new URL(next, base);
	if (url.origin !== base || url.pathname.startsWith('//')) return fallback;
	return url.pathname + url.search + url.hash;
}
