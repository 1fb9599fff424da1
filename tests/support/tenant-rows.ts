import { randomUUID } from 'node:crypto';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { type Platform, type Tenant } from './world.ts';

// What a tenant has beside people, clients and its first invoice: a row in every table.

/** What else the books hold: credit that came and went, a refund, a night and what it could not do, a hold, a holiday. */
export async function makeBooks(
	admin: SupabaseClient,
	owner: SupabaseClient,
	of: {
		marker: string;
		resellerId: string;
		clientId: string;
		subscriptionId: string;
		paymentId: string;
	}
): Promise<void> {
	const ofReseller = { reseller_id: of.resellerId };
	const about = { ...ofReseller, client_id: of.clientId };
	const ofSubscription = { ...about, subscription_id: of.subscriptionId };
	const longAgo = '2020-01-02';
	for (const amount_cents of [100, -100])
		await owner
			.rpc('give_credit', {
				request_id: randomUUID(),
				client_id: of.clientId,
				amount_cents,
				note: of.marker
			})
			.throwOnError();
	const { data: run } = await admin
		.from('billing_runs')
		.insert({
			...ofReseller,
			on_date: longAgo,
			origin: 'hand',
			state: 'done',
			step: 'done',
			finished_at: `${longAgo}T04:00:00Z`
		})
		.select('id')
		.single()
		.throwOnError();
	const rows: Record<string, object> = {
		billing_run_failures: {
			...about,
			run_id: run.id,
			step: 'issue',
			row_id: of.subscriptionId,
			code: of.marker
		},
		billing_holds: { ...ofSubscription, step: 'block', until_on: longAgo, note: of.marker },
		holidays: { ...ofReseller, on_date: '2099-12-30', name: of.marker.slice(0, 80) },
		refunds: {
			...about,
			payment_id: of.paymentId,
			request_id: randomUUID(),
			amount_cents: 1,
			reason: of.marker,
			refunded_on: longAgo
		},
		subscription_adjustments: {
			...ofSubscription,
			kind: 'surcharge',
			amount_cents: 1,
			cycles_left: 0,
			description: of.marker.slice(0, 120),
			request_id: randomUUID()
		}
	};
	for (const [table, row] of Object.entries(rows))
		await admin.from(table).insert(row).throwOnError();
}

/** A gateway that was left again, with a charge, what was told of it, a difference and a card. */
export async function makeGateway(
	admin: SupabaseClient,
	owner: SupabaseClient,
	of: { marker: string; resellerId: string; clientId: string; invoiceId: string }
): Promise<void> {
	const { data: connected } = await owner
		.rpc('connect_gateway', {
			provider: 'simulator',
			environment: 'production',
			api_key: `$aact_sim_${of.marker.replaceAll('-', '_')}`
		})
		.throwOnError();
	await owner.rpc('disconnect_gateway').throwOnError();
	const account = { reseller_id: of.resellerId, account_id: connected.account_id };
	const about = { ...account, client_id: of.clientId };
	await admin
		.from('gateway_customers')
		.insert({ ...about, provider_customer_id: of.marker })
		.throwOnError();
	const { data: charge } = await admin
		.from('gateway_charges')
		.insert({
			...about,
			invoice_id: of.invoiceId,
			provider_charge_id: of.marker,
			is_wanted: false,
			wanted_amount_cents: 100,
			wanted_due_on: '2026-12-05',
			replaced_at: '2026-11-22T12:00:00Z'
		})
		.select('id')
		.single()
		.throwOnError();
	await admin
		.from('gateway_events')
		.insert({
			...account,
			charge_id: charge.id,
			event_id: of.marker,
			name: of.marker,
			kind: 'noted',
			occurred_at: '2026-11-22T12:00:00Z',
			state: 'ignored'
		})
		.throwOnError();
	await admin
		.from('gateway_drifts')
		.insert({
			...account,
			charge_id: charge.id,
			provider_charge_id: of.marker,
			kind: 'differs',
			detail: { note: of.marker }
		})
		.throwOnError();
	await admin
		.from('payment_profiles')
		.insert({ ...about, token: of.marker, brand: of.marker.slice(0, 30) })
		.throwOnError();
}

/** An endpoint that is paused, and what it was told before. */
export async function makeWebhook(
	admin: SupabaseClient,
	owner: SupabaseClient,
	{ marker, resellerId, clientId }: Pick<Tenant, 'marker' | 'resellerId' | 'clientId'>
): Promise<{ webhookEndpointId: string; webhookDeliveryId: string }> {
	const id = randomUUID();
	const ofReseller = { reseller_id: resellerId };
	await owner
		.rpc('create_webhook_endpoint', {
			...{ id, url: `https://hook.example/${marker}`, description: marker },
			event_types: ['sessions.out']
		})
		.throwOnError();
	await owner.rpc('set_webhook_endpoint_active', { id, is_active: false }).throwOnError();
	const { data: message } = await admin
		.from('webhook_messages')
		.insert({
			...{ ...ofReseller, type: 'sessions.out', key: marker, client_id: clientId },
			data: { note: marker }
		})
		.select('id')
		.single()
		.throwOnError();
	const { data: delivery } = await admin
		.from('webhook_deliveries')
		.insert({
			...{ ...ofReseller, endpoint_id: id, message_id: message.id, state: 'succeeded' },
			...{ attempts: 1, status: 204, next_attempt_at: null }
		})
		.select('id')
		.single()
		.throwOnError();
	await admin
		.from('webhook_attempts')
		.insert({
			...{ ...ofReseller, delivery_id: delivery.id, number: 1, duration_ms: 12, status: 204 },
			...{ attempted_at: '2026-11-22T12:00:00Z', response_body: marker }
		})
		.throwOnError();
	return { webhookEndpointId: id, webhookDeliveryId: delivery.id };
}

/** A plan with a text and a public link, and somebody who signed up behind it. */
export async function signUpForPlan(
	platform: Platform,
	owner: SupabaseClient,
	marker: string
): Promise<string> {
	const { data: plan } = await owner
		.rpc('save_plan', {
			request_id: randomUUID(),
			fields: {
				...{ name: marker, description: marker, agreement: marker },
				...{ monthly_price_cents: 4990, is_private: false }
			}
		})
		.throwOnError();
	const { data: link } = await owner
		.rpc('set_plan_link', { plan_id: plan.plan_id, is_on: true })
		.throwOnError();
	const { plan_id } = plan;
	const anybody = createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false }
	});
	const fields = { name: marker, email: `${plan_id}@client.example`, document: '11222333000181' };
	await anybody
		.rpc('sign_up', {
			...{ request_id: randomUUID(), code: link.code, fields },
			choice: { months: 1, version: 1, agreement_version: 1, agrees: true }
		})
		.throwOnError();
	return plan_id;
}

/** A bank's file, and what the agency pays of a month. */
export async function makeStatements(
	admin: SupabaseClient,
	owner: SupabaseClient,
	tenant: Pick<Tenant, 'marker' | 'resellerId' | 'clientId' | 'invoiceId'>
): Promise<{ statementId: string; agencyStatementId: string }> {
	const { data: bank } = await owner
		.rpc('import_statement', {
			file_name: tenant.marker,
			fingerprint: '0'.repeat(64),
			format: 'ofx',
			bank: tenant.marker.slice(0, 60),
			lines: [{ position: 1, posted_on: '2026-01-02', amount_cents: 4321, memo: tenant.marker }]
		})
		.throwOnError();
	const { data: agency } = await admin
		.from('agency_statements')
		.insert({
			reseller_id: tenant.resellerId,
			number: 1,
			month: '2026-01-01',
			total_cents: 1000,
			cost_cents: 0,
			corrections_cents: 0,
			invoices: 1,
			clients: 1,
			closed_on: '2026-02-01'
		})
		.select('id')
		.single()
		.throwOnError();
	await admin
		.from('agency_statement_lines')
		.insert({
			reseller_id: tenant.resellerId,
			statement_id: agency.id,
			invoice_id: tenant.invoiceId,
			client_id: tenant.clientId,
			kind: 'invoice',
			amount_cents: 1000,
			cost_cents: 0
		})
		.throwOnError();
	return { statementId: bank.statement_id, agencyStatementId: agency.id };
}

/** The client's subscription, with a discount that was given and ended, so that it costs what it did. */
export async function makeSubscriptionChange(
	admin: SupabaseClient,
	owner: SupabaseClient,
	{ marker, clientId }: Pick<Tenant, 'marker' | 'clientId'>
): Promise<string> {
	const { data: subscription } = await admin
		.from('subscriptions')
		.select('id')
		.eq('client_id', clientId)
		.limit(1)
		.single()
		.throwOnError();
	const change = (kind: string, wish: object) =>
		owner
			.rpc('change_subscription', {
				...{ request_id: randomUUID(), subscription_id: subscription.id },
				...{ kind, wish }
			})
			.throwOnError();
	const { data: given } = await change('add_adjustment', {
		...{ kind: 'discount', amount_cents: 1, description: marker }
	});
	await change('end_adjustment', { adjustment_id: given.adjustment_id });
	return subscription.id;
}

/** A client that was reminded, blocked, and trusted; and a day on which nobody works. */
export async function makeDunning(
	admin: SupabaseClient,
	owner: SupabaseClient,
	{ marker, ...ids }: Pick<Tenant, 'marker' | 'resellerId' | 'clientId' | 'invoiceId'>
): Promise<void> {
	const { data: invoice } = await admin
		.from('invoices')
		.select('subscription_id')
		.eq('id', ids.invoiceId)
		.single()
		.throwOnError();
	const row = {
		reseller_id: ids.resellerId,
		client_id: ids.clientId,
		invoice_id: ids.invoiceId
	};
	await admin
		.from('invoice_reminders')
		.insert({ ...row, due_on: '2026-01-01', days: 1, template: 'overdue', sent_on: '2026-01-02' })
		.throwOnError();
	await admin
		.from('subscription_blocks')
		.insert({
			...{ ...row, subscription_id: invoice.subscription_id, due_on: '2026-01-01', block_days: 15 },
			...{ notified_on: '2026-01-04', blocked_on: '2026-01-16', suspended_on: '2026-01-16' },
			...{ lifted_on: '2026-01-17', lifted_reason: 'released' }
		})
		.throwOnError();
	await admin
		.from('trust_releases')
		.insert({
			...{ ...row, request_id: randomUUID(), reason: marker, self_service: false },
			...{ granted_on: '2026-01-17', until_on: '2026-01-20', state: 'kept', ended_on: '2026-01-18' }
		})
		.throwOnError();
	await admin
		.from('void_reasons')
		.insert({ ...row, void_reason: marker })
		.throwOnError();
	await owner
		.rpc('save_holiday', { on_date: '2026-01-25', name: marker.slice(0, 80) })
		.throwOnError();
}

/** Use of sessions: what was given, used and granted, and a key that reports it. */
export async function makeUse(
	admin: SupabaseClient,
	owner: SupabaseClient,
	of: { marker: string; resellerId: string; clientId: string; subscriptionId: string }
): Promise<Pick<Tenant, 'sessionPurchaseId'>> {
	await owner.rpc('save_session_settings', { fields: { usage_window_hours: 48 } }).throwOnError();
	await owner
		.rpc('correct_sessions', {
			...{ request_id: randomUUID(), client_id: of.clientId, extras: 1 },
			reason: of.marker
		})
		.throwOnError();
	const sessionPurchaseId = randomUUID();
	const { data: pack } = await owner
		.rpc('save_session_pack', {
			...{ id: randomUUID(), name: of.marker.slice(0, 80), sessions: 10, price_cents: 0 },
			is_active: false
		})
		.throwOnError();
	const { data: subscription } = await admin
		.from('subscriptions')
		.select('plan_version_id')
		.eq('id', of.subscriptionId)
		.single()
		.throwOnError();
	const about = { reseller_id: of.resellerId, client_id: of.clientId };
	const rows: Record<string, object> = {
		session_quotas: {
			...{ ...about, ...subscription, subscription_id: of.subscriptionId },
			...{ starts_on: '2020-01-01', ends_on: '2020-01-31', closed_at: '2020-02-01T03:00:00Z' },
			...{ granted: 0, entitled: 0, quota_left: 0, session_overage: 'block' }
		},
		session_purchases: {
			id: sessionPurchaseId,
			...{ ...about, pack_id: pack.id, pack_name: of.marker, pack_sessions: 10, packs: 1 },
			...{ pack_price_cents: 0, granting: 'now', state: 'canceled', by_client: false },
			request_id: randomUUID()
		},
		// A job takes away what is older than eight days.
		session_hours: { ...about, hour: new Date(Date.now() - 86_400_000).toISOString(), used: 1 },
		session_days: { ...about, on_date: '2020-01-02', used: 1 },
		api_keys: {
			...{ reseller_id: of.resellerId, name: of.marker.slice(0, 80), prefix: 'blc_live' },
			...{ key_hash: randomUUID().replaceAll('-', '').repeat(2), scopes: ['usage.read'] },
			revoked_at: '2020-01-02T03:00:00Z'
		}
	};
	for (const [table, row] of Object.entries(rows))
		await admin.from(table).insert(row).throwOnError();
	return { sessionPurchaseId };
}
