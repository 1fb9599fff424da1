import { randomUUID } from 'node:crypto';
import type { LeasedDelivery } from '../delivery.ts';

export const secretOf = (words: string): string =>
	`whsec_${Buffer.from(words.padEnd(32, '.')).toString('base64')}`;

/** As the database leases one where this machine may be told. */
export function leasedDelivery(url: string, more: Partial<LeasedDelivery> = {}): LeasedDelivery {
	return {
		id: randomUUID(),
		lease: randomUUID(),
		endpoint_id: randomUUID(),
		url,
		allows_loopback: true,
		message_id: `msg_${randomUUID().replaceAll('-', '')}`,
		body: '{"type":"client.created","timestamp":"2026-11-23T04:00:00.000Z","data":{"name":"São João"}}',
		secrets: [secretOf('current')],
		...more
	};
}
