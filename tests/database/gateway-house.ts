import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Client } from 'pg';
import { expect, vi } from 'vitest';
import { adminOf, makeMember, type Member, type Platform } from '../support/world.ts';

/** A reseller whose clients pay at the simulated gateway, with an account of its own there. */
export interface GatewayHouse {
	resellerId: string;
	owner: Member;
	apiKey: string;
	connection: { account_id: string; webhook_url: string; webhook_token: string };
	addClient(more?: Record<string, unknown>): Promise<string>;
	/** A one-off invoice of so many cents, due in `dueIn` days: its id. */
	issue(clientId: string, cents: number, dueIn?: number): Promise<string>;
	/** Presses a button of the simulator: pay, settle, refund, chargeback, delete, … */
	press(action: string, providerChargeId: string, given?: object): Promise<void>;
	/** Of this account alone. */
	faults(given: object): Promise<void>;
	/** A request to the simulator's API with the account's key. */
	ask(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
	chargeOf(invoiceId: string): Promise<ChargeRow>;
	invoice(invoiceId: string): Promise<InvoiceRow>;
	/** Resolves when no command and no event of this reseller waits to be done. */
	quiet(): Promise<void>;
}

export interface ChargeRow {
	id: string;
	provider_charge_id: string;
	is_wanted: boolean;
	is_deleted: boolean;
	state: string;
	amount_cents: number;
	due_on: string;
	refunded_cents: number;
	paid_on: string | null;
	received_on: string | null;
	pix_code: string | null;
	boleto_line: string | null;
	url: string | null;
}

export interface InvoiceRow {
	id: string;
	status: string;
	payment_status: string;
	paid_cents: number;
	refunded_cents: number;
	total_cents: number;
}

export async function makeGatewayHouse(
	platform: Platform & { simulatorUrl: string },
	name: string
): Promise<GatewayHouse> {
	const admin = adminOf(platform);
	const slug = `${name}-${randomUUID().slice(0, 8)}`;
	const { data: reseller } = await admin
		.from('resellers')
		.insert({ slug, name: slug })
		.select('id')
		.single()
		.throwOnError();
	const owner = await makeMember(platform, `owner of ${slug}`, `reseller/${slug}`, {
		reseller_id: reseller.id,
		role: 'owner'
	});
	const apiKey = `$aact_sim_${slug.replaceAll('-', '_')}`;
	await owner.db
		.rpc('save_billing_settings', { fields: { pay_methods: ['pix', 'boleto', 'card'] } })
		.throwOnError();
	const { data: connection } = await owner.db
		.rpc('connect_gateway', { provider: 'simulator', environment: 'production', api_key: apiKey })
		.throwOnError();

	const simulator = async (method: string, path: string, body?: object) => {
		const response = await fetch(platform.simulatorUrl + path, {
			method,
			headers: { access_token: apiKey, ...(body ? { 'content-type': 'application/json' } : {}) },
			body: body ? JSON.stringify(body) : undefined
		});
		const answer = await response.json();
		if (!response.ok) throw new Error(JSON.stringify(answer));
		return answer as Record<string, unknown>;
	};
	const webhooksUnderWay = async () => {
		const { accounts } = (await simulator('GET', '/admin/state')) as {
			accounts: { apiKey: string; queued: number }[];
		};
		return accounts.find((account) => account.apiKey === apiKey)?.queued ?? 0;
	};
	const house: GatewayHouse = {
		resellerId: reseller.id,
		owner,
		apiKey,
		connection,
		addClient: (more = {}) => addClient(owner.db, more),
		async issue(clientId, cents, dueIn = 10) {
			const { data: account } = await owner.db.rpc('current_account').throwOnError();
			const { data } = await owner.db
				.rpc('issue_one_off_invoice', {
					request_id: randomUUID(),
					client_id: clientId,
					lines: [{ description: 'Serviço', quantity: 1, unit_cents: cents }],
					due_on: daysAfter(account.today, dueIn)
				})
				.throwOnError();
			return data.invoice_id;
		},
		press: async (action, id, given = {}) => {
			await simulator('POST', `/admin/charges/${id}/${action}`, given);
		},
		faults: async (given) => {
			await simulator('POST', '/admin/faults', { ...given, apiKey });
		},
		ask: simulator,
		async chargeOf(invoiceId) {
			const { data } = await admin
				.from('gateway_charges')
				.select('*')
				.eq('invoice_id', invoiceId)
				.is('replaced_at', null)
				.single()
				.throwOnError();
			return data;
		},
		async invoice(invoiceId) {
			const { data } = await admin
				.from('invoices')
				.select('*')
				.eq('id', invoiceId)
				.single()
				.throwOnError();
			return data;
		},
		quiet: () =>
			becomesQuiet(async () => ({
				webhooks: await webhooksUnderWay(),
				...(await waitingHere(owner.db, admin, reseller.id))
			}))
	};
	await house.quiet();
	return house;
}

async function becomesQuiet(
	look: () => Promise<{ webhooks: number; commands: number; events: number }>
): Promise<void> {
	await vi.waitFor(
		async () => expect(await look()).toEqual({ webhooks: 0, commands: 0, events: 0 }),
		{ timeout: 40_000, interval: 50 }
	);
}

async function waitingHere(owner: SupabaseClient, admin: SupabaseClient, resellerId: string) {
	const { count } = await admin
		.from('gateway_events')
		.select('*', { count: 'exact', head: true })
		.eq('reseller_id', resellerId)
		.eq('state', 'queued')
		.throwOnError();
	const { data: commands } = await owner.rpc('list_gateway_commands').throwOnError();
	return { commands: Number(commands.queued), events: count ?? 0 };
}

async function addClient(owner: SupabaseClient, more: Record<string, unknown>): Promise<string> {
	const { data } = await owner
		.rpc('create_client', {
			id: randomUUID(),
			fields: {
				name: `Client ${randomUUID().slice(0, 8)}`,
				person_type: 'individual',
				document: '52998224725',
				collection: 'gateway',
				...more
			}
		})
		.throwOnError();
	return data;
}

export function daysAfter(date: string, days: number): string {
	return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** How the money of an invoice stands: here, in the client's credit, and where the two sides disagree. */
export async function standingOf(db: Client, resellerId: string, invoiceId: string) {
	const { rows } = await db.query(
		`select i.status, i.payment_status, i.paid_cents::int, i.refunded_cents::int, (i.fine_cents + i.interest_cents)::int as charges,
			coalesce((select b.credit_cents from public.client_balances b where b.client_id = i.client_id), 0)::int as credit,
			(
				select coalesce(array_agg(d.kind order by d.kind), '{}') from public.gateway_drifts d
				join public.gateway_charges c on c.id = d.charge_id where c.invoice_id = i.id and d.resolved_at is null
			) as drifts
		from public.invoices i where i.id = $1`,
		[invoiceId]
	);
	const books = await db.query('select * from app.check_ledger($1)', [resellerId]);
	return { ...rows[0], books: books.rows };
}
