import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';

/** A reseller on a test clock, whose owner acts through plain database connections. */
export interface BillingReseller {
	id: string;
	/** What the API would set for each of the owner's requests. */
	request: { claims: string; headers: string };
}

export interface ResellerTerms {
	clockOn: string;
	timeZone?: string;
	/** Columns of billing_settings; absent: no row, the defaults hold. */
	settings?: Record<string, unknown>;
	rates?: { fineBps: number; interestBps: number };
	holidays?: { on: string; isBusiness?: boolean }[];
}

export async function makeBillingReseller(
	db: ClientBase,
	terms: ResellerTerms
): Promise<BillingReseller> {
	const slug = `books-${randomUUID().slice(0, 8)}`;
	const [personId, sessionId] = [randomUUID(), randomUUID()];
	const { rows } = await db.query(
		`insert into public.resellers (slug, name, test_clock_on, time_zone) values ($1, $1, $2, $3) returning id`,
		[slug, terms.clockOn, terms.timeZone ?? 'America/Sao_Paulo']
	);
	const id: string = rows[0].id;
	await db.query('insert into auth.users (id, email) values ($1, $2)', [
		personId,
		`${slug}@owner.example`
	]);
	await db.query('update public.people set first_code_passed_at = now() where id = $1', [personId]);
	await db.query('insert into auth.sessions (id, user_id) values ($1, $2)', [sessionId, personId]);
	await db.query(
		`insert into public.memberships (reseller_id, person_id, role) values ($1, $2, 'owner')`,
		[id, personId]
	);
	if (terms.settings) {
		await db.query(
			`insert into public.billing_settings
			select (jsonb_populate_record(app.billing_settings_of($1), $2)).*`,
			[id, terms.settings]
		);
	}
	if (terms.rates) {
		await db.query(
			`insert into public.late_rates (reseller_id, version, fine_bps, interest_bps)
			select $1, 1 + max(r.version), $2, $3 from public.late_rates r where r.reseller_id = $1`,
			[id, terms.rates.fineBps, terms.rates.interestBps]
		);
	}
	for (const { on, isBusiness } of terms.holidays ?? []) {
		await db.query(
			`insert into public.holidays (reseller_id, on_date, name, is_business) values ($1, $2, 'local', $3)`,
			[id, on, isBusiness ?? false]
		);
	}
	return {
		id,
		request: {
			claims: JSON.stringify({
				sub: personId,
				session_id: sessionId,
				role: 'authenticated',
				amr: [{ method: 'password' }]
			}),
			headers: JSON.stringify({ 'x-balcao-account': `reseller/${slug}` })
		}
	};
}

/** From here on the connection acts as the reseller's owner. */
export async function actAs(db: ClientBase, { request }: BillingReseller): Promise<void> {
	await db.query(
		`select set_config('request.jwt.claims', $1, false), set_config('request.headers', $2, false)`,
		[request.claims, request.headers]
	);
}

export async function setClock(db: ClientBase, reseller: BillingReseller, on: string) {
	await db.query('update public.resellers set test_clock_on = $2 where id = $1', [reseller.id, on]);
}

/** A client of these columns. */
export async function addClient(
	db: ClientBase,
	reseller: BillingReseller,
	columns: Record<string, unknown> = {}
): Promise<string> {
	const { rows } = await db.query(
		`insert into public.clients (
			reseller_id, number, name, email, payer, collection, due_day, discount_cents, surcharge_cents, pending_days, block_days
		)
		select $1, app.next_number($1, 'client'), 'Cliente', c.email, coalesce(c.payer, 'client'),
			coalesce(c.collection, 'informal'), c.due_day, c.discount_cents, c.surcharge_cents, c.pending_days, c.block_days
		from jsonb_populate_record(null::public.clients, $2) c
		returning id`,
		[reseller.id, { email: 'cliente@simulation.example', ...columns }]
	);
	return rows[0].id;
}

/** A plan of one version with these columns of plan_versions. */
export async function addPlan(
	db: ClientBase,
	reseller: BillingReseller,
	name: string,
	version: Record<string, unknown>
): Promise<string> {
	const { rows } = await db.query(
		`insert into public.plans (reseller_id, name) values ($1, $2) returning id`,
		[reseller.id, name]
	);
	await addVersion(db, reseller, rows[0].id, 1, version);
	return rows[0].id;
}

async function addVersion(
	db: ClientBase,
	reseller: BillingReseller,
	planId: string,
	number: number,
	version: Record<string, unknown>
): Promise<void> {
	const given = { intervals: [1, 2, 3, 6, 12], ...version };
	const columns = Object.keys(given);
	await db.query(
		`insert into public.plan_versions (${['reseller_id', 'plan_id', 'version', ...columns].join(', ')})
		select $1, $2, $3${columns.map((column) => `, v.${column}`).join('')}
		from jsonb_populate_record(null::public.plan_versions, $4) v`,
		[reseller.id, planId, number, given]
	);
}

/** @returns the subscription */
export async function subscribe(
	db: ClientBase,
	clientId: string,
	planId: string,
	terms: Record<string, unknown> = {}
): Promise<string> {
	const { rows } = await db.query(
		'select public.add_subscription(gen_random_uuid(), $1, $2, $3) as made',
		[clientId, { id: planId }, { interval_months: 1, activation: 'now', ...terms }]
	);
	return rows[0].made.subscription_id;
}

/** Opens a run of the reseller's today and advances it to its end, a chunk a transaction. */
export async function runNight(
	db: ClientBase,
	reseller: Pick<BillingReseller, 'id'>,
	chunk = 2000
): Promise<Record<string, unknown>> {
	const { rows } = await db.query(`select (app.open_billing_run($1, app.today($1), 'hand')).id`, [
		reseller.id
	]);
	const id: string =
		rows[0].id ??
		(
			await db.query(
				`select id from public.billing_runs where reseller_id = $1 and state = 'running'`,
				[reseller.id]
			)
		).rows[0].id;
	for (;;) {
		const advanced = await db.query('select app.advance_billing_run($1, $2) as run', [id, chunk]);
		if (advanced.rows[0].run.state === 'done') return advanced.rows[0].run;
	}
}
