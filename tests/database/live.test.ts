import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, onboard, type Tenant } from '../support/world.ts';
import { hangUpAfterAll, listen, topicOf } from './listening.ts';
import { platform } from './platform.ts';

let own: Tenant;
let other: Tenant;
let ownTopic: string;

hangUpAfterAll();
beforeAll(async () => {
	[own, other] = await Promise.all([
		makeTenant(platform, 'live'),
		makeTenant(platform, 'elsewhere')
	]);
	ownTopic = await topicOf(own.staff.owner);
});

describe('the channel of a reseller', () => {
	test('tells its staff which rows changed, and nobody else, on the wire too', async () => {
		const [colleague, stranger, intruder, clientUser] = await Promise.all([
			listen(own.staff.viewer, ownTopic),
			listen(other.staff.owner, await topicOf(other.staff.owner)),
			listen(other.staff.owner, ownTopic),
			listen(own.clientUser, ownTopic)
		]);
		expect([colleague.status, stranger.status]).toEqual(['SUBSCRIBED', 'SUBSCRIBED']);
		expect(intruder.status).not.toBe('SUBSCRIBED');
		expect(clientUser.status).not.toBe('SUBSCRIBED');

		const { clientId, invoiceId } = await onboard(own.staff.owner.db, 'Nome que não viaja');
		await own.staff.owner.db
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId })
			.throwOnError();
		await expect
			.poll(
				() =>
					colleague.changes
						.filter(({ client_id }) => client_id === clientId)
						.map(({ table }) => table),
				{ timeout: 40_000 }
			)
			.toEqual(expect.arrayContaining(['clients', 'subscriptions', 'invoices', 'payments']));

		// What the stranger hears next is its own, so anything of ours would have come before it.
		await onboard(other.staff.owner.db, 'Sinal');
		await expect.poll(() => stranger.changes.length).toBeGreaterThan(0);
		for (const listener of [stranger, intruder, clientUser]) {
			expect(listener.wire.join('\n')).not.toContain(clientId);
			expect(listener.changes.filter(({ client_id }) => client_id === clientId)).toEqual([]);
		}
		expect(colleague.wire.join('\n')).toContain(clientId);
		expect(colleague.wire.join('\n')).not.toContain('Nome que');
	});

	test('takes no broadcast from people: changes come from the database alone', async () => {
		const listener = await listen(own.staff.viewer, ownTopic);
		const forger = await listen(own.staff.owner, ownTopic);
		const forged = randomUUID();
		await forger.channel.send({
			type: 'broadcast',
			event: 'change',
			payload: { table: 'clients', row_id: forged }
		});
		const { clientId } = await onboard(own.staff.owner.db, 'Depois da tentativa');
		await expect
			.poll(() => listener.changes.some(({ client_id }) => client_id === clientId), {
				timeout: 40_000
			})
			.toBe(true);
		expect(listener.wire.join('\n')).not.toContain(forged);
	});
});
