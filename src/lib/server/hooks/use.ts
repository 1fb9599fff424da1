import type { Handle, RequestEvent } from '@sveltejs/kit';
import { unwrap } from '#lib/errors/database-error.ts';
import { accountOfPath } from '#lib/format/account-path.ts';

const noteEveryMs = 60_000;
const keptNotes = 10_000;
const noted = new Map<string, number>();

/** Beside the page, not before it. */
export const handleUse: Handle = async ({ event, resolve }) => {
	const noting = noteUse(event);
	const response = await resolve(event);
	await noting;
	return response;
};

/**
 * Lets the database know from where this session is used and who was here, at most once a minute: the rest of the
 * requests pay nothing for it. Never stands in the way of the page.
 */
async function noteUse(event: RequestEvent): Promise<void> {
	const { locals, request, url } = event;
	const account = url.pathname.split('/', 3).join('/');
	const key = `${locals.claims?.session_id ?? ''} ${account}`;
	const now = Date.now();
	if (!locals.claims || now - (noted.get(key) ?? 0) < noteEveryMs || isAhead(event)) return;
	noted.delete(key);
	noted.set(key, now);
	if (noted.size > keptNotes) noted.delete(noted.keys().next().value!);
	try {
		unwrap(
			await locals.db.rpc('note_use', {
				user_agent: request.headers.get('user-agent') ?? '',
				address: event.getClientAddress(),
				...placeOf(request.headers)
			}),
			'or null'
		);
	} catch (error) {
		noted.delete(key);
		console.warn('use of a session not noted:', error);
	}
}

/**
 * Pages of another account are fetched ahead when a link is pointed at: nobody is there yet. Whoever enters is noted
 * by the next request from within.
 */
function isAhead({ isDataRequest, request, url }: RequestEvent): boolean {
	const account = accountOfPath(url.pathname);
	if (!isDataRequest || !account) return false;
	const referrer = request.headers.get('referer') ?? '';
	const onScreen = URL.canParse(referrer) ? accountOfPath(new URL(referrer).pathname) : null;
	return onScreen?.kind !== account.kind || onScreen.slug !== account.slug;
}

/** Where the address is, if the proxy in front knows (Vercel, Cloudflare): we carry no map of the world. */
function placeOf(headers: Headers): { place?: string } {
	const city = headers.get('x-vercel-ip-city') ?? headers.get('cf-ipcity');
	const country = headers.get('x-vercel-ip-country') ?? headers.get('cf-ipcountry');
	const place = [city && decoded(city), country].filter(Boolean).join(', ');
	return place ? { place } : {};
}

function decoded(city: string): string {
	try {
		return decodeURIComponent(city);
	} catch {
		return city;
	}
}
