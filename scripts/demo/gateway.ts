import { randomUUID } from 'node:crypto';
import { generateCpf } from '@brazilian-utils/brazilian-utils';
import type { SupabaseClient } from '@supabase/supabase-js';
import { addDays } from './nights.ts';

/** Connects a reseller to the simulated gateway, with a client who pays there and has something to pay. */
export async function useSimulatedGateway(owner: SupabaseClient, slug: string): Promise<void> {
	await owner
		.rpc('connect_gateway', {
			provider: 'simulator',
			environment: 'production',
			api_key: `$aact_sim_${slug}_demo`
		})
		.throwOnError();
	await owner
		.rpc('save_billing_settings', { fields: { pay_methods: ['pix', 'boleto', 'card'] } })
		.throwOnError();
	const { data: account } = await owner.rpc('current_account').throwOnError();
	const { data: clientId } = await owner
		.rpc('create_client', {
			id: randomUUID(),
			fields: {
				name: 'Estúdio Maré',
				person_type: 'individual',
				document: generateCpf(),
				email: 'estudio.mare@client.example',
				collection: 'gateway'
			}
		})
		.throwOnError();
	for (const [description, cents, days] of charges)
		await owner
			.rpc('issue_one_off_invoice', {
				request_id: randomUUID(),
				client_id: clientId,
				lines: [{ description, quantity: 1, unit_cents: cents }],
				due_on: addDays(account.today, days)
			})
			.throwOnError();
}

const charges: [string, number, number][] = [
	['Instalação', 15_000, 5],
	['Roteador', 28_990, 12]
];
