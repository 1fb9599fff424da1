export type ServiceName = 'auth' | 'rest' | 'realtime' | 'functions';

export interface Route {
	service: ServiceName;
	/** What the service sees: path without the public prefix, and query. */
	url: string;
	/** No API key needed. */
	isOpen: boolean;
}

const prefixes: [string, ServiceName][] = [
	['/auth/v1', 'auth'],
	['/rest/v1', 'rest'],
	['/realtime/v1', 'realtime'],
	['/functions/v1', 'functions']
];
const notYet = { '/storage/v1': 'Storage', '/graphql/v1': 'GraphQL', '/pg': 'Postgres Meta' };
const openAuthPaths = new Set(['/verify', '/callback', '/authorize']);

export type Destination =
	Route | { unsupported: string } | { own: 'health' } | { wrong: 'not_found' | 'bad_request' };

/** Where a request line leads. Paths that climb (`..`, also encoded) lead nowhere. */
export function destination(target: string): Destination {
	const local = localTarget(target);
	if (local === null) return { wrong: 'bad_request' };
	const [path, query] = splitOnce(local);
	if (hasDotSegment(path)) return { wrong: 'bad_request' };
	if (path === '/platform/health') return { own: 'health' };

	const found = prefixes.find(([prefix]) => isBelow(path, prefix));
	if (!found) {
		const named = Object.entries(notYet).find(([prefix]) => isBelow(path, prefix));
		return named ? { unsupported: named[1] } : { wrong: 'not_found' };
	}
	const [prefix, service] = found;
	const rest = path.slice(prefix.length) || '/';
	return { service, url: rest + query, isOpen: isOpen(service, rest) };
}

function isOpen(service: ServiceName, path: string): boolean {
	if (service === 'functions') return true;
	return service === 'auth' && (openAuthPaths.has(path) || path.startsWith('/.well-known/'));
}

/** A request line may carry a whole URL (as to a proxy). */
function localTarget(target: string): string | null {
	if (target.startsWith('/')) return target;
	if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return null;
	const { pathname, search } = new URL(target);
	return pathname + search;
}

function splitOnce(target: string): [string, string] {
	const end = target.search(/[?#]/);
	return end === -1 ? [target, ''] : [target.slice(0, end), target.slice(end)];
}

function isBelow(path: string, prefix: string): boolean {
	return path === prefix || path.startsWith(`${prefix}/`);
}

function hasDotSegment(path: string): boolean {
	const plain = path.replaceAll(/%2e/gi, '.').replaceAll(/%2f|%5c|\\/gi, '/');
	return plain.includes('\0') || plain.split('/').some((part) => part === '..' || part === '.');
}
