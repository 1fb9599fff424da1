import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a delivery is from us and is new. Check it before you trust the body.
 * @param secret of the webhook: whsec_…
 * @param body as it came in, to the byte: not parsed and written anew
 */
export function isFromBalcao(secret: string, headers: Headers, body: string): boolean {
	const id = headers.get('webhook-id') ?? '';
	const timestamp = headers.get('webhook-timestamp') ?? '';
	// Older than five minutes: somebody may be repeating what they once saw.
	if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false;
	const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
	const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
	// While the secret is being replaced there are two signatures, and one of them is yours.
	return (headers.get('webhook-signature') ?? '').split(' ').some((signature) => {
		const given = Buffer.from(signature.replace('v1,', ''), 'base64');
		return given.length === expected.length && timingSafeEqual(given, expected);
	});
}
