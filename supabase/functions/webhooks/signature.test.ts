import { expect, test } from 'vitest';
import { signedHeaders } from './signature.ts';

test('signs the vector that Standard Webhooks publishes', () => {
	expect(
		signedHeaders({
			id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
			timestamp: 1614265330,
			body: '{"test": 2432232314}',
			secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']
		})
	).toEqual({
		'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
		'webhook-timestamp': '1614265330',
		'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
	});
});

test('signs with each secret while one replaces the other, the new one first', () => {
	const message = { id: 'msg_1', timestamp: 1, body: 'é' };
	const [former, current] = ['whsec_b2xkIHNlY3JldCBvZiAyNCBieXRlcyE=', 'whsec_bmV3IHNlY3JldCE='];
	const by = (...secrets: string[]) => signedHeaders({ ...message, secrets })['webhook-signature'];
	expect(by(current, former)).toBe(`${by(current)} ${by(former)}`);
	expect(by(current)).not.toBe(by(former));
});
