import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';

/**
 * Signs what is sent by Standard Webhooks 1.0: one `v1,…` per secret, so that a receiver that knows the old secret or the
 * new one finds its own while they change.
 * @param secrets `whsec_` and base64, 24 to 64 bytes
 * @returns the three headers
 */
export function signedHeaders(message: {
	id: string;
	/** Unix time, whole seconds. */
	timestamp: number;
	body: string;
	secrets: string[];
}): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
	const signed = `${message.id}.${message.timestamp}.${message.body}`;
	const signatures = message.secrets.map((secret) => {
		const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
		return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
	});
	return {
		'webhook-id': message.id,
		'webhook-timestamp': String(message.timestamp),
		'webhook-signature': signatures.join(' ')
	};
}
