import { expect, test, vi } from 'vitest';
import { isFromBalcao } from '../../../src/lib/docs/verify-webhook.ts';
import { signedHeaders } from './signature.ts';

// The sample that the docs show to receivers, before what we really sign.

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const body = '{"type":"invoice.paid","data":{"name":"São João"}}';
const now = () => Math.floor(Date.now() / 1000);
const headers = (given: { timestamp?: number; secrets?: string[]; body?: string } = {}) =>
	new Headers(signedHeaders({ id: 'msg_1', timestamp: now(), body, secrets: [secret], ...given }));

test('a delivery of ours passes, also while the secret is being replaced', () => {
	expect(isFromBalcao(secret, headers(), body)).toBe(true);
	for (const mine of [secret, other])
		expect(isFromBalcao(mine, headers({ secrets: [other, secret] }), body)).toBe(true);
});

test.each([
	['signed with another secret', headers({ secrets: [other] })],
	['of another body', headers({ body: `${body} ` })],
	['repeated later', headers({ timestamp: now() - 301 })],
	['of the future', headers({ timestamp: now() + 400 })],
	['without any header', new Headers()],
	[
		'at no time',
		new Headers({ ...Object.fromEntries(headers()), 'webhook-timestamp': 'yesterday' })
	],
	[
		'without a signature',
		new Headers({ ...Object.fromEntries(headers()), 'webhook-signature': '' })
	],
	['with another id', new Headers({ ...Object.fromEntries(headers()), 'webhook-id': 'msg_2' })]
])('what is %s does not', (_case, given) => {
	expect(isFromBalcao(secret, given, body)).toBe(false);
});

test('five minutes later the same delivery is none any more', () => {
	const given = headers();
	vi.useFakeTimers({ now: Date.now() + 301_000 });
	expect(isFromBalcao(secret, given, body)).toBe(false);
	vi.useRealTimers();
});
