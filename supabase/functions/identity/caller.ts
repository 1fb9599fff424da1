import { isIP } from 'node:net';

/** Who called the function: a browser's server, or anybody. */
export interface Caller {
	/** As the platform has seen it, never as the caller tells. */
	address: string | undefined;
	userAgent: string | undefined;
}

const longestUserAgent = 300;

/**
 * Hosted's front overwrites `cf-connecting-ip`, and only appends to what a caller wrote into `x-forwarded-for`, whose
 * first entry therefore is anybody's word. The embedded gateway drops the former and leaves one entry in the latter.
 * @see https://github.com/orgs/supabase/discussions/34647
 */
export function callerOf(headers: Headers): Caller {
	const last = headers.get('x-forwarded-for')?.split(',').at(-1);
	const address = (headers.get('cf-connecting-ip') ?? last ?? '').trim();
	return {
		address: isIP(address) ? address : undefined,
		userAgent: deviceOf(headers.get('user-agent') ?? '')
	};
}

/** A secret key together with what looks like a browser is refused by the gateway, so the word for it is changed. */
function deviceOf(userAgent: string): string | undefined {
	const printable = userAgent.replace(/[^\x20-\x7e]/g, '').slice(0, longestUserAgent);
	return printable.trim().replace(/^Mozilla\/\S*/i, 'Balcao/1.0') || undefined;
}
