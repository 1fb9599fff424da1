import { randomUUID } from 'node:crypto';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import {
	makeBooks,
	makeDunning,
	makeGateway,
	makeStatements,
	makeSubscriptionChange,
	makeUse,
	makeWebhook,
	signUpForPlan
} from './tenant-rows.ts';

export interface Platform {
	apiUrl: string;
	publishableKey: string;
	secretKey: string;
	/** As the role `postgres`: not superuser, but past row level security. */
	databaseUrl: string;
}

export const roles = ['owner', 'admin', 'finance', 'support', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** The chat levels of a client's users. */
export const levels = [1, 2, 3, 4, 5, 6] as const;
export type Level = (typeof levels)[number];

export interface Member {
	label: string;
	email: string;
	personId: string;
	accessToken: string;
	/** What the member honestly sends as x-balcao-account. */
	account: string;
	db: SupabaseClient;
}

export interface Tenant {
	/** Stands in every text of the tenant's rows: where it turns up, something leaked. */
	marker: string;
	slug: string;
	resellerId: string;
	staff: Record<Role, Member>;
	clientId: string;
	subscriptionId: string;
	invoiceId: string;
	paymentId: string;
	onboardingId: string;
	/** On sale behind a public link. */
	planId: string;
	exportId: string;
	importId: string;
	statementId: string;
	agencyStatementId: string;
	/** Paused. */
	webhookEndpointId: string;
	webhookDeliveryId: string;
	/** Canceled. */
	sessionPurchaseId: string;
	/** One user of the tenant's client for each level. */
	users: Record<Level, Member>;
	/** The user of the client with every level. */
	clientUser: Member;
	/** Open: of somebody who is invited to be a user of the client. */
	invitationId: string;
	impersonationId: string;
	/** The support member, acting in the place of `clientUser`. */
	impersonator: Member;
}

export const password = 'correct horse battery';

/** The key that passes row level security: for arranging, never for asserting what a member may do. */
export function adminOf(platform: Platform): SupabaseClient {
	return createClient(platform.apiUrl, platform.secretKey, { auth: { persistSession: false } });
}

/** A reseller with a member for each role and level and a row in every table, made through the real commands. */
export async function makeTenant(platform: Platform, name: string): Promise<Tenant> {
	const admin = adminOf(platform);
	const slug = `${name}-${randomUUID().slice(0, 8)}`;
	const marker = `secret-of-${slug}`;
	const { data: reseller } = await admin
		.from('resellers')
		.insert({ slug, name: marker })
		.select('id')
		.single()
		.throwOnError();
	await admin
		.from('reseller_brands')
		.insert({ reseller_id: reseller.id, display_name: marker, sender_name: marker.slice(0, 80) })
		.throwOnError();
	await admin
		.from('billing_settings')
		.insert({
			reseller_id: reseller.id,
			pix_key: `${marker}@pix.example`,
			pix_merchant_name: 'Merchant',
			pix_merchant_city: 'Cidade'
		})
		.throwOnError();

	const staff = await eachOf(roles, (role) =>
		makeMember(platform, `${role} of ${marker}`, `reseller/${slug}`, {
			reseller_id: reseller.id,
			role
		})
	);
	const owner = staff.owner.db;
	const { clientId, invoiceId } = await onboard(owner, marker);
	const { data: payment } = await owner
		.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId, amount_cents: 100 })
		.throwOnError();
	for (const kind of ['suspend', 'resume'])
		await owner
			.rpc('start_client_batch', { id: randomUUID(), kind, ids: [clientId], note: marker })
			.throwOnError();
	await owner
		.rpc('save_client_view', {
			id: randomUUID(),
			name: marker.slice(0, 60),
			query: '',
			is_shared: true
		})
		.throwOnError();
	const exportId = randomUUID();
	await owner.rpc('start_client_export', { id: exportId }).throwOnError();
	const importId = randomUUID();
	await owner
		.rpc('start_import', {
			id: importId,
			file_name: marker,
			signature: '0'.repeat(64),
			mapping: [{ header: marker, field: 'name' }]
		})
		.throwOnError();
	const subscriptionId = await makeSubscriptionChange(admin, owner, { marker, clientId });
	await makeDunning(admin, owner, { marker, resellerId: reseller.id, clientId, invoiceId });
	const { statementId, agencyStatementId } = await makeStatements(admin, owner, {
		marker,
		resellerId: reseller.id,
		clientId,
		invoiceId
	});
	await makeGateway(admin, owner, { marker, resellerId: reseller.id, clientId, invoiceId });
	const webhook = await makeWebhook(admin, owner, {
		...{ marker, resellerId: reseller.id, clientId }
	});
	await makeBooks(admin, owner, {
		...{ marker, resellerId: reseller.id, clientId, subscriptionId },
		paymentId: payment.payment_id
	});
	const use = await makeUse(admin, owner, {
		...{ marker, resellerId: reseller.id, clientId, subscriptionId }
	});
	const onboardingId = randomUUID();
	await owner
		.rpc('save_onboarding', { id: onboardingId, part: 'client', answers: { name: marker } })
		.throwOnError();
	const planId = await signUpForPlan(platform, owner, marker);
	await owner.rpc('request_client_data', { id: randomUUID(), client_id: clientId }).throwOnError();
	await owner.rpc('set_client_reminders', { client_id: clientId, wanted: false }).throwOnError();
	const users = await eachOf(levels, (level) =>
		makeMember(platform, `level ${level} of ${marker}`, `client/${clientId}`, {
			reseller_id: reseller.id,
			client_id: clientId,
			level
		})
	);
	await users[6].db.rpc('note_use', { user_agent: marker, address: '192.0.2.1' }).throwOnError();
	const invitationId = randomUUID();
	await owner
		.rpc('invite_user', {
			id: invitationId,
			client_id: clientId,
			name: marker,
			email: `${invitationId}@people.example`
		})
		.throwOnError();
	const impersonator = await impersonate(platform, staff.support, users[6], marker);
	return {
		marker,
		slug,
		resellerId: reseller.id,
		staff,
		clientId,
		subscriptionId,
		invoiceId,
		paymentId: payment.payment_id,
		onboardingId,
		planId,
		exportId,
		importId,
		statementId,
		agencyStatementId,
		...webhook,
		...use,
		users,
		clientUser: users[6],
		invitationId,
		impersonationId: impersonator.account.split('/')[1]!,
		impersonator
	};
}

async function eachOf<Key extends string | number, Made>(
	keys: readonly Key[],
	make: (key: Key) => Promise<Made>
): Promise<Record<Key, Made>> {
	const made = await Promise.all(keys.map(async (key) => [key, await make(key)] as const));
	return Object.fromEntries(made) as Record<Key, Made>;
}

/** The actor, acting in the place of a client's user ("Logar como"). */
export async function impersonate(
	platform: Platform,
	actor: Member,
	subject: Member,
	reason = 'Suporte por telefone'
): Promise<Member> {
	const { data: account } = await subject.db.rpc('current_account').throwOnError();
	const { data } = await actor.db
		.rpc('start_impersonation', { id: randomUUID(), membership_id: account.membership_id, reason })
		.throwOnError();
	return claiming(platform, actor, `impersonation/${data.id}`);
}

/** The same session, saying that it acts in another account. */
export function claiming(platform: Platform, member: Member, account: string): Member {
	return {
		...member,
		label: `${member.label} claiming "${account}"`,
		account,
		db: actingAs(platform, member.accessToken, account)
	};
}

export async function onboard(
	db: SupabaseClient,
	name: string,
	plan: object = { name, monthly_price_cents: 12990, category: name.slice(0, 60) }
): Promise<{ clientId: string; invoiceId: string }> {
	const id = randomUUID();
	const parts = {
		client: { name, email: `${id}@client.example`, phone: '+5511987654321', notes: name },
		plan,
		terms: { interval_months: 1, activation: 'on_payment' }
	};
	for (const [part, answers] of Object.entries(parts)) {
		await db.rpc('save_onboarding', { id, part, answers }).throwOnError();
	}
	const { data } = await db.rpc('complete_onboarding', { id }).throwOnError();
	return { clientId: data.client_id, invoiceId: data.invoice_id };
}

/** A person with one membership, signed in, with the first-sign-in code behind them unless told otherwise. */
export async function makeMember(
	platform: Platform,
	label: string,
	account: string,
	membership: object | null,
	passedCode = true
): Promise<Member> {
	const admin = adminOf(platform);
	const email = `${label.replaceAll(' ', '-')}-${randomUUID().slice(0, 8)}@people.example`;
	const { data: created, error } = await admin.auth.admin.createUser({
		email,
		password,
		email_confirm: true,
		user_metadata: { name: label }
	});
	if (error) throw error;
	const personId = created.user.id;
	if (passedCode) {
		await admin
			.from('people')
			.update({ first_code_passed_at: new Date().toISOString() })
			.eq('id', personId)
			.throwOnError();
	}
	if (membership) {
		await admin
			.from('memberships')
			.insert({ ...membership, person_id: personId })
			.throwOnError();
	}
	const session = createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false }
	});
	const { data: signedIn, error: refused } = await session.auth.signInWithPassword({
		email,
		password
	});
	if (refused) throw refused;
	const { access_token: accessToken } = signedIn.session;
	return {
		label,
		email,
		personId,
		accessToken,
		account,
		db: actingAs(platform, accessToken, account)
	};
}

/** A client that acts in `account`, whether the token may or not. */
export function actingAs(platform: Platform, accessToken: string, account: string): SupabaseClient {
	return createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false },
		global: { headers: { authorization: `Bearer ${accessToken}`, 'x-balcao-account': account } }
	});
}
