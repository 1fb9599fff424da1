import type pg from 'pg';

export interface ListQuestion {
	filter?: Record<string, unknown>;
	/** Default: created, newest first, as the list opens. */
	sort?: string;
	descending?: boolean;
	/** Where the page begins; default: with the first row. */
	at?: 'middle' | 'last';
}

export const sorts = [
	...['created', 'number', 'name', 'trade_name', 'plan'],
	...['status', 'suspended', 'sessions', 'due', 'last_paid']
];

/**
 * What P6 asks of the list, by name: pages at the start, in the middle and at the end of every order, every filter alone,
 * pairs, rare together with common, nothing at all, everything at once, and filters in an order that goes against them.
 */
export async function listQuestions(
	db: pg.Client,
	resellerId: string
): Promise<Record<string, ListQuestion>> {
	const { plans, today } = await known(db, resellerId);
	const day = (days: number) =>
		new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
	const filters: Record<string, Record<string, unknown>> = {
		'status active': { status: ['active'] },
		'status inactive': { status: ['inactive'] },
		'status archived': { status: ['archived'] },
		'every status': { status: ['active', 'inactive', 'archived'] },
		'one plan': { plan_id: [plans[0]] },
		'two plans or none': { plan_id: [plans[1], plans[2], 'none'] },
		suspended: { suspended: true },
		'not suspended': { suspended: false },
		delinquent: { delinquent: true },
		'not delinquent': { delinquent: false },
		'created in one week': { created_from: day(-400), created_to: day(-394) },
		'created long ago': { created_to: day(-1000) },
		'due on one day': { due_from: day(-12), due_to: day(-12) },
		'due in one month': { due_from: day(0), due_to: day(30) },
		'by gateway': { collection: 'gateway' },
		settled: { payment_status: ['settled'] },
		'awaiting or none': { payment_status: ['awaiting', 'none'] },
		overdue: { payment_status: ['overdue'] },
		'without invoices': { payment_status: ['none'] },
		'agency pays': { payer: 'agency' },
		'a person': { person_type: 'individual' },
		'one number': { number: 77 },
		'trade name, frequent': { trade_name: 'padaria' },
		'name, frequent': { name: 'silva' },
		'name, rare': { name: 'kobayashi silvana' },
		'name, none': { name: 'zzyzx' },
		'archived ∧ by gateway': { status: ['archived'], collection: 'gateway' },
		'suspended ∧ agency': { suspended: true, payer: 'agency' },
		'delinquent ∧ a person': { delinquent: true, person_type: 'individual' },
		'archived ∧ suspended ∧ agency': { status: ['archived'], suspended: true, payer: 'agency' },
		'archived ∧ plan ∧ gateway': {
			status: ['archived'],
			plan_id: [plans[3]],
			collection: 'gateway'
		},
		'inactive ∧ plan ∧ awaiting': {
			status: ['inactive'],
			plan_id: [plans[4]],
			payment_status: ['awaiting']
		},
		'never: settled ∧ delinquent': { payment_status: ['settled'], delinquent: true },
		'never: inactive ∧ without invoices ∧ due': {
			...{ status: ['inactive'], payment_status: ['none'], due_from: day(-60) }
		},
		'never: active ∧ no plan': { status: ['active'], plan_id: ['none'] },
		'name ∧ archived': { name: 'maria', status: ['archived'] },
		'trade name ∧ delinquent ∧ agency': {
			trade_name: 'padaria',
			delinquent: true,
			payer: 'agency'
		},
		'all at once': {
			...{
				status: ['active', 'inactive'],
				plan_id: [plans[0], plans[1]],
				suspended: false,
				delinquent: true
			},
			...{ created_from: day(-900), created_to: day(-3), due_from: day(-300), due_to: day(-1) },
			...{
				collection: 'informal',
				payment_status: ['overdue'],
				payer: 'client',
				person_type: 'company'
			},
			...{ trade_name: 'mercado', name: 'ltda' }
		}
	};
	const againstTheirOrder: Record<string, ListQuestion> = {
		'suspended, by name': { filter: { suspended: true }, sort: 'name', descending: false },
		'archived ∧ agency, by name': {
			filter: { status: ['archived'], payer: 'agency' },
			...{ sort: 'name', descending: false }
		},
		'last plan, by plan': { filter: { plan_id: [plans[4]] }, sort: 'plan', descending: false },
		'one plan, by sessions': {
			filter: { plan_id: [plans[1]] },
			sort: 'sessions',
			descending: false
		},
		'without invoices, by due': {
			filter: { payment_status: ['none'] },
			...{ sort: 'due', descending: false }
		},
		'settled, by due': { filter: { payment_status: ['settled'] }, sort: 'due', descending: false },
		'delinquent, by last payment': {
			filter: { delinquent: true },
			sort: 'last_paid',
			descending: true
		},
		'inactive, by sessions': {
			filter: { status: ['inactive'] },
			sort: 'sessions',
			descending: false
		},
		'due on one day, by name': {
			filter: { due_from: day(-12), due_to: day(-12) },
			...{ sort: 'name', descending: false }
		},
		'suspended ∧ agency, by number': {
			filter: { suspended: true, payer: 'agency' },
			sort: 'number'
		},
		'name, frequent, by trade name': {
			filter: { name: 'silva' },
			...{ sort: 'trade_name', descending: false }
		}
	};
	return {
		'page 1': {},
		...Object.fromEntries(
			sorts.flatMap((sort) =>
				([undefined, 'middle', 'last'] as const).map((at) => [
					`by ${sort}, ${at ?? 'first'} page`,
					{ sort, descending: sort === 'created', at }
				])
			)
		),
		...Object.fromEntries(Object.entries(filters).map(([name, filter]) => [name, { filter }])),
		...againstTheirOrder
	};
}

async function known(
	db: pg.Client,
	resellerId: string
): Promise<{ plans: string[]; today: string }> {
	const { rows } = await db.query<{ plans: string[]; today: string }>(
		`select array(select id::text from public.plans where reseller_id = $1 order by name) as plans,
			app.today($1)::text as today`,
		[resellerId]
	);
	return rows[0]!;
}
