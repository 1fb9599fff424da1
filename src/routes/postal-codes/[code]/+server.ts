import { json } from '@sveltejs/kit';
import { parsePostalCode } from '#lib/format/postal-code.ts';
import { findPostalCode } from '#lib/postal-codes/postal-codes.server.ts';
import { waitForPostalCode } from '#lib/postal-codes/postal-code-limit.server.ts';

/** The address of a CEP: 200 with it, 204 when nobody knows (or this machine is off-line), 429 beyond the limit of an address. */
export async function GET(event) {
	const code = parsePostalCode(event.params.code);
	if (!code) return new Response(null, { status: 404 });
	const waitSeconds = waitForPostalCode(event);
	if (waitSeconds > 0)
		return new Response(null, { status: 429, headers: { 'retry-after': String(waitSeconds) } });
	const address = await findPostalCode(code);
	if (!address) return new Response(null, { status: 204 });
	return json(address, { headers: { 'cache-control': 'private, max-age=86400' } });
}
