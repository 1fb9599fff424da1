import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

/** Numbers from 0 up to 1, always the same for the same seed (mulberry32). */
export function drawing(seed: number): () => number {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

export const pick = <Item>(draw: () => number, items: readonly Item[]): Item =>
	items[Math.floor(draw() * items.length)]!;

const names = [
	...[
		'Padaria São João',
		'padaria sao joao',
		'Açougue Ibirá',
		'José Álvares',
		'Jose Alvares',
		'Ótica 100%'
	],
	...[
		'Loja_do_Zé',
		'Ana Clara',
		'Ana Clara',
		'Érica Nuñez',
		'Mercado \\ Filhos',
		"D'Ávila & Cia",
		'Ünal 日本'
	]
];
const tradeNames = [null, null, 'Sol Nascente', 'sol nascente', 'Açaí da Ana', 'Zé 24h'];
const planNames = ['Fibra 300', 'fibra 600', 'Água', 'Rural', 'Rural'];

/** Clients with plans, suspensions, invoices and payments of every kind, many of them alike. */
export async function writeClientBook(
	db: Client,
	resellerId: string,
	clients: number,
	draw: () => number
): Promise<void> {
	const { rows: today } = await db.query<{ today: string }>(`select app.today($1)::text as today`, [
		resellerId
	]);
	const dayAfter = (days: number) =>
		new Date(Date.parse(today[0]!.today) + days * 86_400_000).toISOString().slice(0, 10);
	const plans = planNames.map((name) => ({ id: randomUUID(), version: randomUUID(), name }));
	const rows = (count: number, make: (at: number) => object) =>
		JSON.stringify(Array.from({ length: count }, (_, at) => make(at)));
	const insert = (table: string, json: string, columns: string) =>
		db.query(
			`insert into public.${table} (reseller_id, ${columns})
			select $1, ${columns} from jsonb_populate_recordset(null::public.${table}, $2)`,
			[resellerId, json]
		);

	await insert('plans', JSON.stringify(plans), 'id, name');
	await insert(
		'plan_versions',
		JSON.stringify(
			plans.map(({ id, version }, at) => ({
				...{ id: version, plan_id: id, version: 1, monthly_price_cents: 1000 },
				...{ pass_through_cents: 0, grace_days: 0, session_quota: at % 2 ? at * 10 : null }
			}))
		),
		'id, plan_id, version, monthly_price_cents, pass_through_cents, session_quota, grace_days'
	);
	const book = Array.from({ length: clients }, (_, at) => ({
		id: randomUUID(),
		number: 1_000_000 + at,
		// As an import makes them: many in the same instant.
		created_at: new Date(Date.parse('2026-01-10T02:30:00Z') + Math.floor(draw() * 40) * 43_200_000)
	}));
	await insert(
		'clients',
		rows(clients, (at) => {
			const isPerson = draw() < 0.4;
			return {
				...book[at],
				person_type: isPerson ? 'individual' : 'company',
				name: pick(draw, names),
				trade_name: isPerson ? null : pick(draw, tradeNames),
				document: draw() < 0.5 ? null : String(at).padStart(isPerson ? 11 : 14, '7'),
				email: draw() < 0.5 ? null : `pessoa.${at % 50}@cliente.example`,
				payer: draw() < 0.2 ? 'agency' : 'client',
				collection: draw() < 0.4 ? 'gateway' : 'informal',
				archived_at: draw() < 0.15 ? '2026-06-01T00:00:00Z' : null,
				locale: 'pt-BR'
			};
		}),
		'id, number, person_type, name, trade_name, document, email, payer, collection, archived_at, created_at, locale'
	);
	await insert(
		'client_phones',
		JSON.stringify(
			book
				.filter((_, at) => at % 3 === 0)
				.map(({ id }, at) => ({ client_id: id, position: 1, e164: `+55119${40_000_000 + at}` }))
		),
		'client_id, position, e164'
	);
	const some = (share: number) => book.filter(() => draw() < share).map(({ id }) => id);
	const subscriptions = [...some(0.8), ...some(0.3)].map((client_id) => ({
		...{ id: randomUUID(), client_id, plan_version_id: pick(draw, plans).version },
		...inState(pick(draw, ['active', 'active', 'suspended', 'pending', 'canceled'])),
		...{
			activation: 'now',
			interval_months: 1,
			due_day: 5,
			created_at: pick(draw, book).created_at
		},
		...{ started_on: dayAfter(-100), next_period_on: dayAfter(20) }
	}));
	await insert(
		'subscriptions',
		JSON.stringify(subscriptions),
		'id, client_id, plan_version_id, status, ended_on, activation, interval_months, due_day, created_at, started_on, next_period_on'
	);
	await insert(
		'suspensions',
		JSON.stringify(
			some(0.15).map((client_id) => ({
				...{ id: randomUUID(), client_id, reason: 'manual', started_at: '2026-03-01T00:00:00Z' },
				lifted_at: draw() < 0.5 ? '2026-03-05T00:00:00Z' : null
			}))
		),
		'id, client_id, reason, started_at, lifted_at'
	);
	const invoices = [...some(0.6), ...some(0.4), ...some(0.3)].map((client_id, at) => {
		const paid = pick(draw, [0, 400, 1000]);
		const status = pick(draw, ['open', 'open', 'open', 'draft', 'void']);
		return {
			...{
				id: randomUUID(),
				client_id,
				number: 1_000_000 + at,
				total_cents: 1000,
				paid_cents: paid
			},
			...{ status, void_on: status === 'void' ? dayAfter(0) : null },
			payment_status: paid === 0 ? 'unpaid' : paid === 1000 ? 'paid' : 'partial',
			...{ issued_on: dayAfter(-60), due_on: dayAfter(Math.floor(draw() * 12) - 6) }
		};
	});
	await insert(
		'invoices',
		JSON.stringify(invoices),
		'id, client_id, number, total_cents, paid_cents, status, void_on, payment_status, issued_on, due_on'
	);
	await insert(
		'payments',
		JSON.stringify(
			invoices
				.filter(({ paid_cents }) => paid_cents > 0)
				.map(({ id, client_id }) => ({
					...{
						id: randomUUID(),
						client_id,
						invoice_id: id,
						request_id: randomUUID(),
						amount_cents: 400,
						principal_cents: 400
					},
					...{ method: 'pix', status: pick(draw, ['succeeded', 'succeeded', 'failed']) },
					...{ paid_on: dayAfter(-Math.floor(draw() * 6)), created_at: '2026-06-01T00:00:00Z' }
				}))
		),
		'id, client_id, invoice_id, request_id, amount_cents, principal_cents, method, status, paid_on, created_at'
	);
}

const inState = (status: string) => ({
	status,
	ended_on: status === 'canceled' ? '2026-01-31' : null
});
