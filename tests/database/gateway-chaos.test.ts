import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { seededRandom } from '../../supabase/local/gateway-simulator/random.ts';
import { makeGatewayHouse, type GatewayHouse } from './gateway-house.ts';
import { databaseConnection, platform } from './platform.ts';

// The simulator at its worst: webhooks late, repeated, shuffled and lost, answers lost, the API away for a while. When it is over
// and the gateway was asked once more, every charge stands right and all money is there once.

const db = databaseConnection();
const howMany = 24;

type Fate = 'paid' | 'boleto' | 'refunded' | 'contested' | 'void' | 'moved' | 'by_hand' | 'open';
const fates: Fate[] = [
	'paid',
	'boleto',
	'refunded',
	'contested',
	'void',
	'moved',
	'by_hand',
	'open'
];

const endings: Record<Fate, object> = {
	paid: { state: 'received', payment_status: 'paid', is_deleted: false },
	boleto: { state: 'received', payment_status: 'paid', is_deleted: false },
	refunded: { state: 'refunded', payment_status: 'refunded' },
	contested: { state: 'disputed', payment_status: 'disputed' },
	void: { state: 'open', status: 'void', is_deleted: true },
	moved: { state: 'open', payment_status: 'unpaid', is_deleted: false, amount_matches: true },
	by_hand: { state: 'open', payment_status: 'paid', is_deleted: true },
	open: { state: 'open', payment_status: 'unpaid', is_deleted: false }
};

test.each([20261122, 7])(
	'at its worst, seed %i',
	async (seed) => {
		const house = await makeGatewayHouse(platform, 'chaos');
		const random = seededRandom(seed);
		const clientId = await house.addClient();
		await house.faults({
			...{ delayMs: 800, duplicates: 2, reorder: true, loseEvery: 4, loseAnswersEvery: 5 }
		});
		const invoices: { id: string; fate: Fate }[] = [];
		for (let index = 0; index < howMany; index++) {
			// Away in the middle of it all.
			if (index === 8) await house.faults({ outage: 'errors' });
			if (index === 14) await house.faults({ outage: 'none' });
			invoices.push({
				id: await house.issue(clientId, 5000 + random.below(20_000), 5),
				fate: fates[index % fates.length]!
			});
		}
		await house.faults({ outage: 'none' });
		await tryUntilTaken(house);
		for (const { id, fate } of [...invoices].sort(() => random.next() - 0.5))
			await befall(house, id, fate);
		await tryUntilTaken(house);

		// Peace again. What was lost is lost, until somebody asks.
		await house.faults({
			...{ delayMs: 0, duplicates: 0, reorder: false, loseEvery: 0, loseAnswersEvery: 0 }
		});
		await tryUntilTaken(house);
		await house.owner.db.rpc('reconcile_gateway').throwOnError();
		await house.quiet();
		// What reconciling found to be done (a charge made twice) is done as well.
		await tryUntilTaken(house);

		// It was bad indeed.
		const learned = await eventsBySource(house);
		expect(learned.webhook).toBeGreaterThan(howMany);
		expect(learned.reconcile).toBeGreaterThan(0);
		for (const { id, fate } of invoices)
			expect(await standing(id), fate).toMatchObject({ ...endings[fate], parked: 0 });
		const { rows } = await db.query('select * from app.check_ledger($1)', [house.resellerId]);
		expect(rows).toEqual([]);
		expect(await moneyThere(house)).toEqual(await moneyHere(house));
		const alive = await livingCharges(house);
		expect(alive).toEqual([...new Set(alive)]);
		const { data: drifts } = await house.owner.db
			.from('gateway_drifts')
			.select('kind, detail')
			.is('resolved_at', null)
			.throwOnError();
		expect(drifts).toEqual([]);
	},
	240_000
);

async function befall(house: GatewayHouse, invoiceId: string, fate: Fate): Promise<void> {
	const { provider_charge_id: there } = await house.chargeOf(invoiceId);
	const rpc = (name: string, given: object) => house.owner.db.rpc(name, given).throwOnError();
	switch (fate) {
		case 'paid':
			return house.press('pay', there);
		case 'boleto':
			await house.press('pay', there, { method: 'BOLETO' });
			return house.press('settle', there);
		case 'refunded':
			await house.press('pay', there);
			return house.press('refund', there);
		case 'contested':
			await house.press('pay', there, { method: 'CREDIT_CARD' });
			return house.press('chargeback', there);
		case 'void':
			return void (await rpc('void_invoice', { invoice_id: invoiceId }));
		case 'moved':
			return void (await rpc('change_invoice', {
				invoice_id: invoiceId,
				due_on: await inAMonth(house)
			}));
		case 'by_hand':
			return void (await rpc('record_payment', {
				request_id: randomUUID(),
				invoice_id: invoiceId
			}));
		case 'open':
			return;
	}
}

async function inAMonth(house: GatewayHouse): Promise<string> {
	const { data } = await house.owner.db.rpc('current_account').throwOnError();
	return new Date(Date.parse(data.today) + 30 * 86_400_000).toISOString().slice(0, 10);
}

/** As the back-off would do in time: what failed is tried again, until the gateway has taken all. */
async function tryUntilTaken(house: GatewayHouse): Promise<void> {
	const left = async () => {
		const { data } = await house.owner.db.rpc('list_gateway_commands').throwOnError();
		if (data.commands.length > 0) await house.owner.db.rpc('retry_gateway_command').throwOnError();
		return [data.queued, data.parked];
	};
	await expect.poll(left, { timeout: 60_000, interval: 50 }).toEqual([0, 0]);
	await house.quiet();
}

async function standing(invoiceId: string) {
	const { rows } = await db.query(
		`select c.state, c.is_deleted, i.status, i.payment_status,
			c.amount_cents = c.wanted_amount_cents and c.due_on = c.wanted_due_on as amount_matches,
			(select count(*) from public.gateway_events e where e.charge_id = c.id and e.state = 'parked')::int as parked
		from public.invoices i join public.gateway_charges c on c.invoice_id = i.id and c.replaced_at is null where i.id = $1`,
		[invoiceId]
	);
	return rows[0];
}

async function eventsBySource(house: GatewayHouse): Promise<Record<string, number>> {
	const { rows } = await db.query(
		'select source, count(*)::int as count from public.gateway_events where reseller_id = $1 group by source',
		[house.resellerId]
	);
	return Object.fromEntries(rows.map(({ source, count }) => [source, count]));
}

async function theirCharges(house: GatewayHouse) {
	const { data } = await house.ask('GET', '/v3/payments?limit=100');
	return data as {
		status: string;
		value: number;
		externalReference: string;
		refunds: { value: number }[] | null;
	}[];
}

async function moneyThere(house: GatewayHouse): Promise<number> {
	const charges = await theirCharges(house);
	const paid = charges.filter(({ status }) => status !== 'PENDING' && status !== 'OVERDUE');
	return paid.reduce((sum, { value, refunds }) => {
		const back = (refunds ?? []).reduce((total, refund) => total + refund.value, 0);
		return sum + Math.round((value - back) * 100);
	}, 0);
}

async function moneyHere(house: GatewayHouse): Promise<number> {
	const { rows } = await db.query(
		`select coalesce(sum(amount_cents - refunded_cents), 0)::int as cents from public.payments
		where reseller_id = $1 and source = 'gateway' and status = 'succeeded'`,
		[house.resellerId]
	);
	return rows[0].cents;
}

async function livingCharges(house: GatewayHouse): Promise<string[]> {
	return (await theirCharges(house)).map(({ externalReference }) => externalReference);
}
