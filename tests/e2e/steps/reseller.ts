import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
	adminOf,
	makeMember,
	onboard,
	type Member,
	type Platform,
	type Role
} from '../../support/world.ts';

export interface Reseller {
	id: string;
	slug: string;
	name: string;
	/** `#rrggbb` */
	color: string;
	clientsPath: string;
	/** Somebody of the staff. `isNew`: still has to pass the code of the first sign-in. */
	addMember(role: Role, isNew?: boolean): Promise<Member>;
}

/** A reseller with logo, colour, sender and Pix key, and nothing else yet. */
export async function makeReseller(platform: Platform, name: string): Promise<Reseller> {
	const admin = adminOf(platform);
	const slug = `loja-${randomUUID().slice(0, 8)}`;
	const color = '#7a2e52';
	const { data } = await admin
		.from('resellers')
		.insert({ slug, name })
		.select('id')
		.single<{ id: string }>()
		.throwOnError();
	const logo = await readFile('scripts/demo/norte.png', 'base64');
	await admin
		.from('reseller_brands')
		.insert({
			reseller_id: data.id,
			display_name: name,
			logo: `data:image/png;base64,${logo}`,
			primary_color: color,
			sender_name: name,
			reply_to: `financeiro@${slug}.example`
		})
		.throwOnError();
	await admin
		.from('billing_settings')
		.insert({
			reseller_id: data.id,
			pix_key: `pix@${slug}.example`,
			pix_merchant_name: name,
			pix_merchant_city: 'Campinas',
			// Journeys count days from whatever day it is.
			counts_business_days: false
		})
		.throwOnError();
	return {
		id: data.id,
		slug,
		name,
		color,
		clientsPath: `/r/${slug}/clients`,
		addMember: (role, isNew = false) =>
			makeMember(
				platform,
				`Pessoa ${role}`,
				`reseller/${slug}`,
				{ reseller_id: data.id, role },
				!isNew
			)
	};
}

/** Clients and their first invoices, through the same commands that the pages use. */
export async function makeClients(member: Member, names: string[]): Promise<void> {
	for (const name of names) await onboard(member.db, name);
}
