import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { demoInvitations, demoPeople } from './people.ts';

/**
 * Makes people users of the reseller's clients.
 * @param personIds by e-mail
 */
export async function addClientUsers(
	admin: SupabaseClient,
	reseller: string,
	resellerId: string,
	personIds: Map<string, string>
): Promise<void> {
	for (const { email, clients = [] } of demoPeople) {
		for (const { number, level, seesPhones = true } of clients.filter(
			(client) => client.reseller === reseller
		)) {
			const { data: client } = await admin
				.from('clients')
				.select('id')
				.eq('reseller_id', resellerId)
				.eq('number', number)
				.single<{ id: string }>()
				.throwOnError();
			await admin
				.from('memberships')
				.insert({
					reseller_id: resellerId,
					client_id: client.id,
					person_id: personIds.get(email),
					level,
					sees_phones: seesPhones
				})
				.throwOnError();
		}
	}
}

/** @param db the owner, acting in the reseller */
export async function sendInvitations(db: SupabaseClient, reseller: string): Promise<void> {
	for (const { name, email, role, clientNumber, level } of demoInvitations.filter(
		(invitation) => invitation.reseller === reseller
	)) {
		const id = randomUUID();
		if (role) {
			await db.rpc('invite_member', { id, name, email, role }).throwOnError();
			continue;
		}
		const { data: client } = await db
			.from('clients')
			.select('id')
			.eq('number', clientNumber!)
			.single<{ id: string }>()
			.throwOnError();
		await db.rpc('invite_user', { id, client_id: client.id, name, email, level }).throwOnError();
	}
}
