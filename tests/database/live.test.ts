import { createClient, type RealtimeChannel, type SupabaseClient } from '@supabase/supabase-js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, onboard, type Member, type Tenant } from '../support/world.ts';
import { platform } from './platform.ts';

let own: Tenant;
let other: Tenant;
const listeners: SupabaseClient[] = [];

beforeAll(async () => {
	[own, other] = await Promise.all([
		makeTenant(platform, 'live'),
		makeTenant(platform, 'elsewhere')
	]);
});
afterAll(async () => {
	await Promise.all(listeners.map((client) => client.realtime.disconnect()));
});

interface Heard {
	status: string;
	/** Every text frame that came over the socket, whatever the client library made of it. */
	wire: string[];
	changes: { table: string; operation: string; client_id: string | null }[];
	channel: RealtimeChannel;
}

/** Joins the private channel of a reseller and records what arrives, down to the wire. */
async function listen(member: Member, resellerId: string): Promise<Heard> {
	const wire: string[] = [];
	class RecordingSocket extends WebSocket {
		constructor(...address: ConstructorParameters<typeof WebSocket>) {
			super(...address);
			this.addEventListener('message', ({ data }) =>
				wire.push(
					typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer).toString('latin1')
				)
			);
		}
	}
	const client = createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false },
		realtime: { transport: RecordingSocket }
	});
	listeners.push(client);
	await client.realtime.setAuth(member.accessToken);
	const heard: Heard = {
		status: '',
		wire,
		changes: [],
		channel: client.channel(`reseller:${resellerId}`, { config: { private: true } })
	};
	heard.channel.on('broadcast', { event: 'change' }, ({ payload }) => heard.changes.push(payload));
	await new Promise<void>((resolve) => {
		heard.channel.subscribe((status) => {
			heard.status = status;
			resolve();
		});
	});
	return heard;
}

describe('the channel of a reseller', () => {
	test('tells its staff which rows changed, and nobody else, on the wire too', async () => {
		const colleague = await listen(own.staff.viewer, own.resellerId);
		const stranger = await listen(other.staff.owner, other.resellerId);
		const intruder = await listen(other.staff.owner, own.resellerId);
		const clientUser = await listen(own.clientUser, own.resellerId);
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
				{ timeout: 10_000 }
			)
			.toEqual(expect.arrayContaining(['clients', 'subscriptions', 'invoices', 'payments']));

		// What the stranger hears next is its own, so anything of ours would have come before it.
		await onboard(other.staff.owner.db, 'Sinal');
		await expect.poll(() => stranger.changes.length, { timeout: 10_000 }).toBeGreaterThan(0);
		for (const listener of [stranger, intruder, clientUser]) {
			expect(listener.wire.join('\n')).not.toContain(clientId);
			expect(listener.changes.filter(({ client_id }) => client_id === clientId)).toEqual([]);
		}
		expect(colleague.wire.join('\n')).toContain(clientId);
		expect(colleague.wire.join('\n')).not.toContain('Nome que');
	});

	test('takes no broadcast from people: changes come from the database alone', async () => {
		const listener = await listen(own.staff.viewer, own.resellerId);
		const forger = await listen(own.staff.owner, own.resellerId);
		const forged = randomUUID();
		await forger.channel.send({
			type: 'broadcast',
			event: 'change',
			payload: { table: 'clients', row_id: forged }
		});
		const { clientId } = await onboard(own.staff.owner.db, 'Depois da tentativa');
		await expect
			.poll(() => listener.changes.some(({ client_id }) => client_id === clientId), {
				timeout: 10_000
			})
			.toBe(true);
		expect(listener.wire.join('\n')).not.toContain(forged);
	});
});
