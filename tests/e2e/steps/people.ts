import { randomUUID } from 'node:crypto';
import type { Inbox } from '../../../supabase/local/mail/inbox.ts';
import {
	adminOf,
	makeMember,
	onboard,
	type Level,
	type Member,
	type Platform
} from '../../support/world.ts';
import type { Reseller } from './reseller.ts';

/** What a user of a client is, unless told otherwise. */
export interface UserOptions {
	level?: Level;
	seesPhones?: boolean;
	name?: string;
}

/** A client with its first invoice, as `member` would register it. */
export function makeClient(
	member: Member,
	name: string
): Promise<{ clientId: string; invoiceId: string }> {
	return onboard(member.db, name);
}

/** Somebody who signs in for a client; the first-sign-in code lies behind them. */
export function makeUser(
	platform: Platform,
	reseller: Reseller,
	clientId: string,
	{ level = 6, seesPhones = true, name = `Pessoa do portal ${level}` }: UserOptions = {}
): Promise<Member> {
	return makeMember(platform, name, `client/${clientId}`, {
		reseller_id: reseller.id,
		client_id: clientId,
		level,
		sees_phones: seesPhones
	});
}

/** One more account for somebody who has one already. @returns the membership's id */
export async function joinAccount(
	platform: Platform,
	{ personId }: Member,
	membership: { reseller_id: string; role?: string; client_id?: string; level?: Level }
): Promise<string> {
	const { data } = await adminOf(platform)
		.from('memberships')
		.insert({ ...membership, person_id: personId })
		.select('id')
		.single<{ id: string }>()
		.throwOnError();
	return data.id;
}

/** The membership behind the account that `member` says it acts in. */
export async function membershipOf(member: Member): Promise<string> {
	const { data } = await member.db.rpc('current_account').throwOnError();
	return data.membership_id;
}

/** "Logar como", without the dialog. @returns the impersonation's id */
export async function actAs(
	actor: Member,
	subject: Member,
	reason = 'Suporte por telefone'
): Promise<string> {
	const id = randomUUID();
	await actor.db
		.rpc('start_impersonation', { id, membership_id: await membershipOf(subject), reason })
		.throwOnError();
	return id;
}

/** The link of the newest invitation to this address. */
export async function invitationLink(
	inbox: Inbox,
	email: string,
	notThis?: string
): Promise<string> {
	const mail = await inbox.waitFor(email, ({ text }) => {
		const link = /\S+\/invite\/[\w-]+/.exec(text)?.[0];
		return !!link && link !== notThis;
	});
	return /\S+\/invite\/[\w-]+/.exec(mail.text)![0];
}
