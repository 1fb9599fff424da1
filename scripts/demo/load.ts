import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { demoClients, type DemoClient } from './clients.ts';
import { useSimulatedGateway } from './gateway.ts';
import { addDays, liveThrough } from './nights.ts';
import { demoPassword, demoPeople, demoResellers, type DemoReseller } from './people.ts';
import { reportUse } from './use.ts';
import { addClientUsers, sendInvitations } from './users.ts';

export interface DemoPlatform {
	apiUrl: string;
	publishableKey: string;
	secretKey: string;
}

/**
 * Loads the demo once: resellers, people, plans, and clients that were onboarded and paid through the same
 * commands as the interface uses, on a clock set back in time. Does nothing when the demo is there.
 */
export async function loadDemo(platform: DemoPlatform): Promise<void> {
	const admin = createClient(platform.apiUrl, platform.secretKey, {
		auth: { persistSession: false }
	});
	const { count } = await admin
		.from('resellers')
		.select('*', { count: 'exact', head: true })
		.throwOnError();
	if (count) return;

	const ids = new Map<string, string>();
	for (const reseller of demoResellers) ids.set(reseller.slug, await addReseller(admin, reseller));
	const personIds = new Map<string, string>();
	for (const person of demoPeople) {
		const { data, error } = await admin.auth.admin.createUser({
			email: person.email,
			password: demoPassword,
			email_confirm: true,
			user_metadata: { name: person.name }
		});
		if (error) throw error;
		personIds.set(person.email, data.user.id);
		if (!person.isNew) {
			await admin
				.from('people')
				.update({ first_code_passed_at: new Date().toISOString() })
				.eq('id', data.user.id)
				.throwOnError();
		}
		if (person.roles.length === 0) continue;
		await admin
			.from('memberships')
			.insert(
				person.roles.map(({ reseller, role }) => ({
					person_id: data.user.id,
					reseller_id: ids.get(reseller),
					role
				}))
			)
			.throwOnError();
	}
	for (const reseller of demoResellers) {
		const owner = await signInAsOwner(platform, reseller);
		await addClients(owner, admin, reseller, ids.get(reseller.slug)!);
		await addClientUsers(admin, reseller.slug, ids.get(reseller.slug)!, personIds);
		await publishPlans(owner, reseller);
		for (const pack of reseller.packs ?? [])
			await owner
				.rpc('save_session_pack', { id: randomUUID(), ...pack, in_portal: true })
				.throwOnError();
		await sendInvitations(owner, reseller.slug);
		if (reseller.slug === 'veloz') await useSimulatedGateway(owner, reseller.slug);
		if (reseller.plans.some((plan) => plan.session_quota)) await reportUse(owner, platform.apiUrl);
	}
}

async function addReseller(admin: SupabaseClient, reseller: DemoReseller): Promise<string> {
	const { data } = await admin
		.from('resellers')
		.insert({
			slug: reseller.slug,
			name: reseller.name,
			legal_name: reseller.legalName,
			document: reseller.document
		})
		.select('id')
		.single<{ id: string }>()
		.throwOnError();
	const logo = await readFile(join(import.meta.dirname, `${reseller.slug}.png`));
	await admin
		.from('reseller_brands')
		.insert({
			reseller_id: data.id,
			display_name: reseller.name,
			logo: `data:image/png;base64,${logo.toString('base64')}`,
			primary_color: reseller.color,
			sender_name: reseller.name,
			reply_to: `financeiro@${reseller.slug}.example`
		})
		.throwOnError();
	await admin
		.from('billing_settings')
		.insert({
			reseller_id: data.id,
			pix_key: `pix@${reseller.slug}.example`,
			pix_merchant_name: reseller.name,
			pix_merchant_city: reseller.city
		})
		.throwOnError();
	await admin
		.from('plan_categories')
		.insert(reseller.categories.map((category) => ({ ...category, reseller_id: data.id })))
		.throwOnError();
	return data.id;
}

async function addClients(
	db: SupabaseClient,
	admin: SupabaseClient,
	reseller: DemoReseller,
	resellerId: string
): Promise<void> {
	const { data: account } = await db.rpc('current_account').throwOnError();
	const today: string = account.today;
	const demoBook = demoClients(reseller.slug, reseller.clients, reseller.plans.length);
	const planIds: string[] = [];
	/** By the id of the client. */
	const paysYet = new Map<string, number>();

	async function takeOn(demo: DemoClient, index: number, day: string): Promise<void> {
		const planIndex = index < reseller.plans.length ? index : demo.planIndex;
		const { publicCode: _, ...terms } = reseller.plans[planIndex]!;
		const plan = planIds[planIndex] ? { id: planIds[planIndex] } : terms;
		const { client_id } = await onboard(db, demo, plan, addDays(day, demo.dueIn));
		planIds[planIndex] ??= await planOf(db, client_id);
		paysYet.set(client_id, demo.pays);
	}

	await liveThrough({
		owner: db,
		admin,
		resellerId,
		today,
		async onDay(day) {
			for (const [index, demo] of demoBook.entries())
				if (addDays(today, -demo.daysAgo) === day) await takeOn(demo, index, day);
		},
		paysOnTime(clientId) {
			const left = paysYet.get(clientId) ?? 0;
			paysYet.set(clientId, left - 1);
			return left > 0;
		}
	});
}

async function publishPlans(owner: SupabaseClient, reseller: DemoReseller): Promise<void> {
	for (const { name, publicCode } of reseller.plans) {
		if (!publicCode) continue;
		const { data } = await owner
			.from('plans')
			.select('id')
			.eq('name', name)
			.single<{ id: string }>()
			.throwOnError();
		await owner
			.rpc('set_plan_link', { plan_id: data.id, is_on: true, code: publicCode })
			.throwOnError();
	}
}

async function signInAsOwner(
	platform: DemoPlatform,
	reseller: DemoReseller
): Promise<SupabaseClient> {
	const owner = demoPeople.find(({ roles }) =>
		roles.some(({ reseller: slug, role }) => slug === reseller.slug && role === 'owner')
	)!;
	const db = createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false },
		global: { headers: { 'x-balcao-account': `reseller/${reseller.slug}` } }
	});
	const { error } = await db.auth.signInWithPassword({
		email: owner.email,
		password: demoPassword
	});
	if (error) throw error;
	return db;
}

async function onboard(
	db: SupabaseClient,
	demo: DemoClient,
	plan: object,
	firstDueOn: string
): Promise<{ client_id: string }> {
	const id = randomUUID();
	const terms = {
		interval_months: demo.intervalMonths,
		activation: 'on_payment',
		first_due_on: firstDueOn
	};
	for (const [part, answers] of Object.entries({ client: demo.client, plan, terms })) {
		await db.rpc('save_onboarding', { id, part, answers }).throwOnError();
	}
	const { data } = await db.rpc('complete_onboarding', { id }).throwOnError();
	return data;
}

async function planOf(db: SupabaseClient, clientId: string): Promise<string> {
	const { data } = await db
		.from('subscription_list')
		.select('plan_id')
		.eq('client_id', clientId)
		.single<{ plan_id: string }>()
		.throwOnError();
	return data.plan_id;
}
