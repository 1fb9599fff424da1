import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../supabase/local/gateway-simulator/random.ts';
import { daysAfter, makeGatewayHouse, type GatewayHouse } from './gateway-house.ts';
import { databaseConnection, platform } from './platform.ts';

// Whatever order the events of a charge come in, and however often: at the end it stands the same, and the money is there once.

const db = databaseConnection();
let house: GatewayHouse;
let accountId: string;

beforeAll(async () => {
	house = await makeGatewayHouse(platform, 'order');
	accountId = house.connection.account_id;
	// From here on nothing is asked of the simulator: its charges are told of by this file alone.
	await house.owner.db.rpc('disconnect_gateway').throwOnError();
});

interface Told {
	kind: string;
	/** Seconds after the charge was made, by the provider's clock. */
	at: number;
	state?: string;
	amount_cents?: number;
	refunded_cents?: number;
	method?: string;
	paid_on?: string;
}

const created = { kind: 'created', at: 0 };
const confirmed = { kind: 'confirmed', at: 60, state: 'confirmed', method: 'boleto' };
const received = { kind: 'received', at: 120, state: 'received', method: 'boleto' };

const part = { amount_cents: 7000 };
/** Of an invoice that is due in three days. */
const late = { paid_on: daysAfter(new Date().toISOString().slice(0, 10), 40) };
const untouched = { payment_status: 'unpaid', paid_cents: 0, succeeded: 0, credit: 0 };

const lives: Record<string, { told: Told[]; ends: object }> = {
	'paid by boleto': {
		told: [created, { kind: 'changed', at: 30 }, confirmed, received],
		ends: { state: 'received', payment_status: 'paid', paid_cents: 10_000, credit: 0 }
	},
	'paid with fine and interest': {
		told: [created, { ...received, at: 400_000, amount_cents: 10_214 }],
		ends: { state: 'received', payment_status: 'paid', credit: 214 }
	},
	'given back in parts, then whole': {
		told: [
			created,
			received,
			{ kind: 'partially_refunded', at: 200, state: 'partially_refunded', refunded_cents: 3000 },
			{ kind: 'partially_refunded', at: 220, state: 'partially_refunded', refunded_cents: 5000 },
			{ kind: 'refunded', at: 300, state: 'refunded', refunded_cents: 10_000 }
		],
		ends: { state: 'refunded', payment_status: 'refunded', refunded_cents: 10_000 }
	},
	'a part of what was asked, given back in parts, then whole': {
		told: [
			created,
			{ ...received, ...part },
			{
				kind: 'partially_refunded',
				at: 200,
				state: 'partially_refunded',
				...part,
				refunded_cents: 3000
			},
			{ kind: 'refunded', at: 300, state: 'refunded', ...part, refunded_cents: 7000 }
		],
		// The claim stands as if nothing had come: nobody was paid.
		ends: { ...untouched, state: 'refunded', invoice_refunded_cents: 0 }
	},
	'a part of what was asked, a part of it given back': {
		told: [
			created,
			{ ...received, ...part },
			{
				kind: 'partially_refunded',
				at: 200,
				state: 'partially_refunded',
				...part,
				refunded_cents: 3000
			}
		],
		ends: {
			payment_status: 'partial',
			paid_cents: 7000,
			invoice_refunded_cents: 3000,
			succeeded: 1
		}
	},
	'too little for having come late, given back whole': {
		told: [
			created,
			{ ...received, ...late },
			{ kind: 'refunded', at: 300, state: 'refunded', ...late, refunded_cents: 10_000 }
		],
		ends: { ...untouched, state: 'refunded', invoice_refunded_cents: 0 }
	},
	'a part of what was asked, contested and lost': {
		told: [
			created,
			{ ...confirmed, ...part, method: 'card' },
			{ kind: 'disputed', at: 500, state: 'disputed', ...part },
			{ kind: 'refunded', at: 700, state: 'refunded', ...part, refunded_cents: 7000 }
		],
		ends: { ...untouched, state: 'refunded' }
	},
	'contested and won': {
		told: [
			created,
			{ ...confirmed, method: 'card' },
			{ kind: 'disputed', at: 500, state: 'disputed' },
			{ kind: 'disputed', at: 600, state: 'disputed' },
			{ kind: 'dispute_won', at: 700, state: 'dispute_won' }
		],
		ends: { state: 'dispute_won', payment_status: 'paid', paid_cents: 10_000 }
	},
	'contested and lost': {
		told: [
			created,
			{ ...confirmed, method: 'card' },
			{ kind: 'disputed', at: 500, state: 'disputed' },
			{ kind: 'refunded', at: 700, state: 'refunded', refunded_cents: 10_000 }
		],
		ends: { state: 'refunded', payment_status: 'refunded' }
	},
	'cash that was none, then Pix': {
		told: [
			created,
			{ kind: 'received_in_cash', at: 60, state: 'received_in_cash' },
			{ kind: 'cash_undone', at: 90, state: 'open' },
			{ ...received, method: 'pix' }
		],
		ends: { state: 'received', payment_status: 'paid', paid_cents: 10_000, succeeded: 1 }
	},
	'a part in cash that was none, then all by Pix': {
		told: [
			created,
			{ kind: 'received_in_cash', at: 60, state: 'received_in_cash', ...part },
			{ kind: 'cash_undone', at: 90, state: 'open' },
			{ ...received, method: 'pix' }
		],
		ends: { state: 'received', payment_status: 'paid', paid_cents: 10_000, succeeded: 1, credit: 0 }
	},
	'the same within one second': {
		told: [
			created,
			{ kind: 'received_in_cash', at: 0, state: 'received_in_cash' },
			{ kind: 'cash_undone', at: 0, state: 'open' },
			{ ...received, at: 0, method: 'pix' }
		],
		ends: { state: 'received', payment_status: 'paid', paid_cents: 10_000, succeeded: 1 }
	},
	'cash that was none': {
		told: [
			created,
			{ kind: 'received_in_cash', at: 60, state: 'received_in_cash' },
			{ kind: 'cash_undone', at: 90, state: 'open' }
		],
		ends: { state: 'open', payment_status: 'unpaid', paid_cents: 0, succeeded: 0 }
	},
	'removed and brought back, twice': {
		told: [
			created,
			{ kind: 'deleted', at: 10 },
			{ kind: 'restored', at: 20 },
			{ kind: 'deleted', at: 30 },
			{ kind: 'restored', at: 40 },
			received
		],
		ends: { state: 'received', is_deleted: false, payment_status: 'paid' }
	},
	'removed, though it was paid': {
		told: [
			created,
			{ kind: 'refused', at: 5 },
			received,
			{ kind: 'deleted', at: 200, state: 'received' }
		],
		ends: { state: 'received', is_deleted: true, payment_status: 'paid' }
	}
};

describe.each(Object.entries(lives))('%s', (name, { told, ends }) => {
	test('ends the same in any order, with repetitions and pauses', async () => {
		const seeds = [1, 2, 3, 4, 5, 6];
		const inOrder = await live(told, null);
		expect(inOrder).toMatchObject(ends);
		for (const seed of seeds)
			expect(await live(told, seed), `${name}, seed ${seed}`).toEqual(inOrder);
		expect((await db.query('select * from app.check_ledger($1)', [house.resellerId])).rows).toEqual(
			[]
		);
	});
});

/** Tells a new charge's life and says how all stands at the end. */
async function live(told: Told[], seed: number | null) {
	const clientId = await house.addClient();
	const invoiceId = await house.issue(clientId, 10_000, 3);
	const named = `pay_${randomUUID().slice(0, 18)}`;
	const { rows } = await db.query(
		`insert into public.gateway_charges (
			reseller_id, account_id, client_id, invoice_id, provider_charge_id, wanted_amount_cents, wanted_due_on, asked_version
		) values ($1, $2, $3, $4, $5, 10000, current_date + 3, 1) returning id`,
		[house.resellerId, accountId, clientId, invoiceId, named]
	);
	await db.query('begin');
	for (const [index, event] of orderOf(told, seed).entries()) {
		await tell(named, event.number, event.told);
		// Sometimes each is processed as it comes, sometimes several at once.
		if (seed === null || (seed + index) % 3 !== 0) await process();
	}
	while ((await process()) > 0);
	await db.query('commit');
	return stateOf(rows[0].id, invoiceId, clientId);
}

function orderOf(told: Told[], seed: number | null): { number: number; told: Told }[] {
	const all = told.map((one, number) => ({ told: one, number }));
	if (seed === null) return all;
	const random = seededRandom(seed);
	const repeated = all.flatMap((one) => Array.from({ length: 1 + random.below(3) }, () => one));
	return repeated
		.map((one) => ({ one, place: random.next() }))
		.sort((a, b) => a.place - b.place)
		.map(({ one }) => one);
}

async function tell(named: string, number: number, told: Told): Promise<void> {
	const {
		kind,
		at,
		state = 'open',
		amount_cents = 10_000,
		refunded_cents = 0,
		method = null,
		paid_on = '2026-11-22'
	} = told;
	const occurred = new Date(Date.parse('2026-11-22T12:00:00.999Z') + at * 1000);
	const isPaid = !['open', 'analysing'].includes(state);
	const fact = {
		...{ charge: named, reference: null, state, amount_cents, refunded_cents, method },
		...{ due_on: '2026-11-25', paid_on: isPaid ? paid_on : null, deleted: kind === 'deleted' },
		...{
			received_on: state === 'confirmed' || !isPaid ? null : '2026-11-22',
			url: null,
			card: null
		}
	};
	await db.query('select public.store_gateway_event($1, $2, $3, $4, $5, $6, null)', [
		accountId,
		`evt_${named}&${number}`,
		kind.toUpperCase(),
		kind,
		occurred,
		fact
	]);
}

async function process(): Promise<number> {
	const { rows } = await db.query('select public.process_gateway_events(50) as done');
	return rows[0].done;
}

async function stateOf(chargeId: string, invoiceId: string, clientId: string) {
	const { rows } = await db.query(
		`select c.state, c.is_deleted, c.refunded_cents::int, c.amount_cents::int, c.undone, c.method, i.payment_status, i.paid_cents::int,
			i.refunded_cents::int as invoice_refunded_cents,
			coalesce((select b.credit_cents from public.client_balances b where b.client_id = $3), 0)::int as credit,
			(select count(*) from public.payments p where p.invoice_id = i.id and p.status = 'succeeded')::int as succeeded,
			(select count(*) from public.payments p where p.invoice_id = i.id and p.status = 'failed')::int as failed,
			(select sum(p.amount_cents) from public.payments p where p.invoice_id = i.id and p.status = 'succeeded')::int as money,
			(select bool_and(p.received_on is not null) from public.payments p where p.invoice_id = i.id and p.status = 'succeeded') as received,
			(select count(*) from public.gateway_events e where e.charge_id = c.id and e.state <> 'done')::int as left_over,
			(
				select array_agg(d.kind order by d.kind) from public.gateway_drifts d where d.charge_id = c.id and d.resolved_at is null
			) as drifts
		from public.gateway_charges c join public.invoices i on i.id = $2 where c.id = $1`,
		[chargeId, invoiceId, clientId]
	);
	return rows[0];
}
