import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { drawing, pick, writeClientBook } from './client-book.ts';
import { databaseConnection, platform } from './platform.ts';

// A book as small as a test's is always read in the same way. Here each way of reading answers, and all must agree.

const db = databaseConnection();
let tenant: Tenant;
let cursors: Record<string, (unknown[] | null)[]>;

const sorts = [
	...['created', 'number', 'name', 'trade_name', 'plan'],
	...['status', 'suspended', 'sessions', 'due', 'last_paid']
];
const everything = 1_000_000;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'ways');
	await writeClientBook(db, tenant.resellerId, 400, drawing(9));
	cursors = {};
	for (const sort of sorts) {
		const { rows } = await db.query<{ cursor: unknown[] }>(
			`select (select jsonb_agg(to_jsonb(s) -> k.key order by k.at)
				from unnest(app.client_sort_keys($2)) with ordinality as k (key, at)) as cursor
			from public.client_summaries s where s.reseller_id = $1 order by s.client_id limit 3`,
			[tenant.resellerId, sort]
		);
		cursors[sort] = [null, ...rows.map(({ cursor }) => cursor)];
	}
});

interface Question {
	filter: Record<string, unknown>;
	sort: string;
	descending: boolean;
	after: unknown[] | null;
	size: number;
}

/** The statement of a way, and what it answers: ids, and whether there may be more. */
async function read(
	{ filter, sort, descending, after, size }: Question,
	statement: string
): Promise<{ ids: string[]; isCut: boolean }> {
	const { rows: written } = await db.query<{ sql: string }>(
		`select ${statement} as sql from (
			select app.client_query(row(null, null, $1::uuid, null, null, null, true, null, null)::app.account, $2) as asked,
				app.client_order($3, $4, $5) as wanted, $1::uuid as reseller_id, $3::text as sort, $6::integer as size
		) q`,
		[
			tenant.resellerId,
			JSON.stringify(filter),
			sort,
			descending,
			after && JSON.stringify(after),
			size
		]
	);
	const { rows } = await db.query<[string[] | null, boolean]>({
		text: written[0]!.sql,
		rowMode: 'array'
	});
	const [ids, isCut] = rows[0]!;
	return { ids: ids ?? [], isCut };
}

const find = 'app.found_clients(q.asked, q.wanted, q.size)';
const walk = 'app.walked_clients(q.asked, q.wanted, q.reseller_id, q.size, 1000000)';
const merge = (lookedAt: number, isLeaping = false) =>
	`app.merged_clients(q.asked, q.wanted, q.reseller_id, q.sort, q.size, ${lookedAt}, ${isLeaping})`;

describe('every way of reading a page', () => {
	test.each(Array.from({ length: 10 }, (_, at) => at + 1))(
		'agrees with sorting all that match: seed %d',
		async (seed) => {
			const draw = drawing(seed * 101);
			for (let round = 0; round < 8; round++) {
				const question = await randomQuestion(draw);
				const wanted = (await read(question, find)).ids;
				for (const lookedAt of [1, 20, 300, everything]) {
					const { ids, isCut } = await read(question, merge(lookedAt));
					const said = JSON.stringify({ ...question, lookedAt });
					expect(ids, said).toEqual(wanted.slice(0, ids.length));
					if (!isCut || lookedAt === everything) expect(ids, said).toEqual(wanted);
				}
				if (question.sort === 'created')
					expect((await read(question, walk)).ids, JSON.stringify(question)).toEqual(wanted);
			}
		}
	);

	test.each([
		['sessions', { plan: true }],
		['last_paid', { delinquent: true }],
		['last_paid', { payment_status: ['awaiting'] }],
		['last_paid', { due_from: '2000-01-01', due_to: '2100-01-01' }]
	])('leaps in the order of %s over what %j leaves out', async (sort, given) => {
		const plans = await db.query<{ id: string }>(
			'select id from public.plans where reseller_id = $1 order by name',
			[tenant.resellerId]
		);
		const filters =
			'plan' in given
				? [...plans.rows.map(({ id }) => ({ plan_id: [id] })), { plan_id: ['none'] }]
				: [given];
		let seen = 0;
		for (const filter of filters)
			for (const after of cursors[sort]!)
				for (const descending of [true, false])
					for (const lookedAt of [2, everything]) {
						const question = { filter, sort, descending, after, size: 7 };
						const wanted = (await read(question, find)).ids;
						const { ids, isCut } = await read(question, merge(lookedAt, true));
						expect(ids, JSON.stringify(question)).toEqual(wanted.slice(0, ids.length));
						if (!isCut || lookedAt === everything) expect(ids).toEqual(wanted);
						seen += ids.length;
					}
		expect(seen).toBeGreaterThan(20);
	});
});

async function randomQuestion(draw: () => number): Promise<Question> {
	const sort = pick(draw, sorts);
	const makers: Record<string, () => unknown> = {
		status: () => pick(draw, [['active'], ['inactive', 'archived'], ['archived']]),
		plan_id: () => ['none'],
		delinquent: () => draw() < 0.5,
		created_from: () => '2025-06-01',
		collection: () => pick(draw, ['informal', 'gateway']),
		payment_status: () => pick(draw, [['settled'], ['overdue'], ['awaiting', 'none']]),
		due_to: () => '2026-02-01',
		name: () => pick(draw, ['ana', 'e', 'jo']),
		trade_name: () => pick(draw, ['sol', 'ze', 'a']),
		q: () => pick(draw, ['sol', '77', 'a e', '40000'])
	};
	const filter = Object.fromEntries(
		Object.entries(makers).flatMap(([key, make]) => (draw() < 0.2 ? [[key, make()]] : []))
	);
	return {
		...{ filter, sort, descending: draw() < 0.5 },
		after: pick(draw, cursors[sort]!),
		size: pick(draw, [2, 9, 51, 600])
	};
}
