import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Member, type Tenant } from '../support/world.ts';
import { drawing, pick, writeClientBook } from './client-book.ts';
import { colleagueOf } from './helping.ts';
import { inOrder, passes, readPlainly, type Filter, type PlainClient } from './plain-list.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';

const db = databaseConnection();
const others = databaseConnections();
let tenant: Tenant;
let neighbour: Tenant;
let book: PlainClient[];
let viewer: Member;

const sorts = [
	...['created', 'number', 'name', 'trade_name', 'plan'],
	...['status', 'suspended', 'sessions', 'due', 'last_paid']
];

beforeAll(async () => {
	[tenant, neighbour] = await Promise.all([
		makeTenant(platform, 'listed'),
		makeTenant(platform, 'unlisted')
	]);
	await writeClientBook(db, tenant.resellerId, 400, drawing(4));
	await writeClientBook(db, neighbour.resellerId, 60, drawing(5));
	[book, viewer] = await Promise.all([
		readPlainly(db, tenant.resellerId),
		colleagueOf(tenant, 'support', { sees_phones: false })
	]);
});

interface Asked {
	filter?: Filter;
	sort?: string;
	descending?: boolean;
	page_size?: number;
}
type Row = Record<string, unknown> & { id: string };

const ask = (asked: object, who: Member = tenant.staff.owner) => who.db.rpc('list_clients', asked);
const refusal = async (asked: object) => (await ask(asked)).error?.message ?? 'answered';

/** All pages, one after the other. */
async function listAll(asked: Asked, who?: Member): Promise<Row[]> {
	const rows: Row[] = [];
	let after: unknown = null;
	do {
		const { data } = await ask({ ...asked, after }, who).throwOnError();
		rows.push(...data.rows);
		after = data.next;
		expect(rows.length).toBeLessThanOrEqual(book.length);
		if (after) expect(data.rows).toHaveLength(asked.page_size ?? 50);
	} while (after);
	return rows;
}

const expected = ({ filter = {}, sort = 'created', descending = true }: Asked, seesPhones = true) =>
	inOrder(
		book.filter((client) => passes(client, filter, seesPhones)),
		sort,
		descending
	);

const shown = (client: PlainClient) => ({
	...{ id: client.id, number: client.number, status: client.status, plan_id: client.planId },
	...{ is_suspended: client.isSuspended, is_delinquent: client.isDelinquent },
	...{ payment_status: client.paymentStatus, sessions_left: client.sessionsLeft },
	...{ due_on: client.dueOn, last_paid_on: client.lastPaidOn, name: client.name }
});

describe('list_clients beside a plain evaluation of the same question', () => {
	test.each(sorts)(
		'every page in the order of %s, both ways, with equal keys and none',
		async (sort) => {
			for (const descending of [true, false]) {
				const asked = {
					filter: { status: ['active', 'inactive', 'archived'] },
					sort,
					descending,
					page_size: 37
				};
				expect((await listAll(asked)).map(({ id }) => id)).toEqual(
					expected(asked).map(({ id }) => id)
				);
			}
		}
	);

	test.each(Array.from({ length: 12 }, (_, at) => at + 1))(
		'random filters, orders and pages: seed %d',
		async (seed) => {
			const draw = drawing(seed);
			for (let round = 0; round < 5; round++) {
				const asked: Asked = {
					filter: randomFilter(draw),
					sort: pick(draw, sorts),
					descending: draw() < 0.5,
					page_size: 3 + Math.floor(draw() * 90)
				};
				const rows = await listAll(asked);
				const wanted = expected(asked);
				expect(
					rows.map(({ id }) => id),
					JSON.stringify(asked)
				).toEqual(wanted.map(({ id }) => id));
				expect(rows, JSON.stringify(asked)).toMatchObject(wanted.map(shown));
				const counted = await tenant.staff.owner.db
					.rpc('count_clients', { filter: asked.filter })
					.throwOnError();
				expect(counted.data, JSON.stringify(asked.filter)).toBe(wanted.length);
			}
		}
	);

	test('a row is what the view shows under row level security', async () => {
		const page = await ask({ page_size: 30, sort: 'due' }).throwOnError();
		const { rows } = page.data as { rows: Row[] };
		expect(rows).toHaveLength(30);
		const { data } = await tenant.staff.owner.db
			.from('client_list')
			.select('*')
			.in(
				'id',
				rows.map(({ id }) => id)
			)
			.throwOnError();
		const byId = new Map((data as Row[]).map((row) => [row.id, row]));
		expect(rows).toEqual(rows.map(({ id }) => byId.get(id)));
	});

	test('totals are the counts of the tabs', async () => {
		const count = (filter: Filter) => book.filter((client) => passes(client, filter)).length;
		expect((await tenant.staff.owner.db.rpc('client_totals').throwOnError()).data).toEqual({
			all: count({}),
			active: count({ status: ['active'] }),
			inactive: count({ status: ['inactive'] }),
			archived: count({ status: ['archived'] }),
			suspended: count({ suspended: true }),
			delinquent: count({ delinquent: true })
		});
	});

	test('each summary bears the facet that says what it is', async () => {
		const { rows } = await db.query(
			`select count(*)::int as wrong from public.client_summaries s
			left join app.client_facets f on f.facet = s.facet
			where (f.status, f.is_suspended, f.person_type, f.payer, f.collection, f.books) is distinct from (
				s.status, s.is_suspended, s.person_type, s.payer, s.collection,
				case when s.due_on is not null then 'due' when s.has_invoices then 'settled' else 'none' end
			)`
		);
		expect(rows).toEqual([{ wrong: 0 }]);
	});
});

function randomFilter(draw: () => number): Filter {
	const some = <Value>(values: readonly Value[]) => {
		const chosen = values.filter(() => draw() < 0.5);
		return chosen.length > 0 ? chosen : [pick(draw, values)];
	};
	const day = (value: string | null) => value ?? '2026-01-20';
	const one = () => pick(draw, book);
	const makers: Record<string, () => unknown> = {
		status: () => some(['active', 'inactive', 'archived']),
		plan_id: () => some([...new Set(book.map(({ planId }) => planId ?? 'none'))]),
		suspended: () => draw() < 0.5,
		delinquent: () => draw() < 0.5,
		created_from: () => one().createdOn,
		created_to: () => one().createdOn,
		collection: () => pick(draw, ['informal', 'gateway']),
		payment_status: () => some(['none', 'settled', 'awaiting', 'overdue']),
		payer: () => pick(draw, ['client', 'agency']),
		person_type: () => pick(draw, ['individual', 'company']),
		due_from: () => day(one().dueOn),
		due_to: () => day(one().dueOn),
		name: () => pick(draw, ['ana', 'JOÃO', 'e', 'josé alv', '%', '_', '\\', "d'", '日', 'nobody']),
		trade_name: () => pick(draw, ['sol', 'ACAI', 'ze 24', 'padaria']),
		q: () =>
			pick(draw, [
				'pessoa.1',
				'sao',
				'sol padaria',
				'777',
				'7.777/7',
				'1000003',
				'40000',
				'(11) 940',
				'a e',
				'...'
			]),
		number: () => one().number,
		ids: () => Array.from({ length: 20 }, () => one().id)
	};
	const filter: Filter = {};
	const keys = Object.keys(makers).filter(
		(key) => !['number', 'ids'].includes(key) || draw() < 0.1
	);
	for (let left = Math.floor(draw() * 4); left >= 0; left--) {
		const key = pick(draw, keys);
		filter[key] = makers[key]!();
	}
	return filter;
}

describe('what is looked for', () => {
	const found = async (filter: Filter, who?: Member) =>
		(await listAll({ filter: { status: ['active', 'inactive', 'archived'], ...filter } }, who))
			.map(({ id }) => id)
			.sort();
	const wanted = (isWanted: (client: PlainClient) => boolean) =>
		book
			.filter(isWanted)
			.map(({ id }) => id)
			.sort();

	test('accents, case and masks do not matter', async () => {
		const joao = wanted(({ name }) => /s[ãa]o jo[ãa]o/i.test(name));
		expect(joao.length).toBeGreaterThan(10);
		for (const q of ['são joão', 'SAO JOAO', 'joao sao', '  joã  '])
			expect(await found({ q })).toEqual(joao);
		const { document, id } = book.find((client) => client.document?.length === 14)!;
		const masked = document!.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5');
		expect(await found({ q: masked })).toEqual([id]);
	});

	test('% _ and \\ are letters like others', async () => {
		expect(await found({ name: '100%' })).toEqual(wanted(({ name }) => name.includes('100%')));
		expect(await found({ name: 'loja_do' })).toEqual(
			wanted(({ name }) => name.includes('Loja_do'))
		);
		expect(await found({ name: '_' })).toEqual(wanted(({ name }) => name.includes('_')));
		expect(await found({ q: '\\' })).toEqual(wanted(({ name }) => name.includes('\\')));
	});

	test('a phone is found by who may see phones, and by nobody else', async () => {
		const client = book.find(({ phones }) => phones.length > 0 && phones[0] !== '+5511940000000')!;
		const q = `(11) ${client.phones[0]!.slice(5, 10)}-${client.phones[0]!.slice(10)}`;
		expect(await found({ q })).toEqual([client.id]);
		expect(await found({ q }, viewer)).toEqual([]);
		const { data } = await viewer.db.rpc('count_clients', { filter: { q } });
		expect(data).toBe(0);
	});

	test("nothing of another tenant's, not by its ids either", async () => {
		const { rows } = await db.query<{ id: string }>(
			`select id from public.clients where reseller_id = $1 limit 20`,
			[neighbour.resellerId]
		);
		expect(await found({ ids: rows.map(({ id }) => id) })).toEqual([]);
		expect(await found({ q: neighbour.marker })).toEqual([]);
	});

	test('users of a client and strangers get no list', async () => {
		expect((await ask({}, tenant.clientUser)).error?.message).toBe('not_permitted');
		expect(
			(await ask({}, { ...tenant.clientUser, db: neighbour.clientUser.db })).error?.message
		).toBe('not_permitted');
	});
});

describe('bad questions', () => {
	test.each([
		[{ status: 'active' }],
		[{ status: ['deleted'] }],
		[{ status: [null] }],
		[{ status: [['active']] }],
		[{ plan_id: ['mine'] }],
		[{ plan_id: { none: true } }],
		[{ ids: 'all' }],
		[{ ids: ["' or true --"] }],
		[{ number: '1 or 1=1' }],
		[{ number: 1.5 }],
		[{ number: '99999999999999999999' }],
		[{ suspended: 'perhaps' }],
		[{ delinquent: [] }],
		[{ created_from: '31/02/2026' }],
		[{ created_to: '2026-02-30' }],
		[{ created_to: '5874897-12-31' }],
		[{ due_from: {} }],
		[{ collection: "informal' or 'a'='a" }],
		[{ payer: 'nobody' }],
		[{ person_type: 'robot' }],
		[{ payment_status: ['overdue', 'free'] }],
		[{ unknown: 1 }],
		[[]],
		['all'],
		[{ q: 'x'.repeat(70_000), name: 'y' }]
	])('%j is refused', async (filter) => {
		expect(await refusal({ filter })).toBe('client_filter_invalid');
		const counted = await tenant.staff.owner.db.rpc('count_clients', { filter });
		expect(counted.error?.message).toBe('client_filter_invalid');
	});

	test.each([
		[{ sort: 'password' }],
		[{ sort: 'name; drop table clients' }],
		[{ descending: null }],
		[{ after: {} }],
		[{ after: ['2026-01-01'] }],
		[{ after: ['yesterday-ish', randomUUID()] }],
		[{ after: [null, null] }],
		[{ after: ['2026-01-01', "x' or true --"] }],
		[{ sort: 'number', after: ['9'.repeat(40)] }]
	])('%j is refused', async (asked) => expect(await refusal(asked)).toBe('client_filter_invalid'));

	test.each([
		"'; drop table public.clients; --",
		'%s %L %1$I',
		'$1',
		')) or ((true',
		'a'.repeat(300),
		'\u202e🙂',
		"''",
		'{}'
	])('text is only text: %j', async (text) => {
		for (const key of ['q', 'name', 'trade_name'])
			expect((await ask({ filter: { [key]: text } }).throwOnError()).data).toEqual({
				rows: [],
				next: null
			});
	});

	test('a NUL is refused before it comes near a table', async () => {
		const { error, status } = await ask({ filter: { q: 'a\0b' } });
		expect([status, error?.code]).toEqual([400, '22P05']);
	});

	test('a page has one to a thousand rows, whatever is asked', async () => {
		const sized = async (page_size: number) =>
			(await ask({ page_size }).throwOnError()).data.rows.length;
		expect([await sized(-1), await sized(0), await sized(1)]).toEqual([1, 1, 1]);
		expect(await sized(2_000_000)).toBe(book.filter(({ status }) => status !== 'archived').length);
	});
});

test('two payments of one client at the same moment: both count, whichever is first', async () => {
	const { rows: due } = await db.query<{ client_id: string; ids: string[] }>(
		`select client_id, array_agg(id::text order by due_on) as ids from public.invoices
		where reseller_id = $1 and status = 'open' and payment_status = 'unpaid'
		group by client_id having count(*) = 2 and count(*) = (
			select count(*) from public.invoices o where o.client_id = invoices.client_id
				and o.status = 'open' and o.payment_status in ('unpaid', 'partial')
		) limit 1`,
		[tenant.resellerId]
	);
	const { client_id: clientId, ids } = due[0]!;
	const [one, other] = [await others.connect(), await others.connect()];
	const settle = `update public.invoices set paid_cents = total_cents, payment_status = 'paid' where id = $1`;
	try {
		await one.query('begin');
		await other.query('begin');
		await one.query(settle, [ids[0]]);
		// Waits for the first, who holds the client's row.
		const second = other.query(settle, [ids[1]]);
		await waitUntilBlocked((other as unknown as { processID: number }).processID);
		await one.query('commit');
		await second;
		await other.query('commit');
	} finally {
		one.release();
		other.release();
	}
	const { rows } = await db.query(
		`select due_on from public.client_summaries where client_id = $1`,
		[clientId]
	);
	expect(rows).toEqual([{ due_on: null }]);
	book = await readPlainly(db, tenant.resellerId);
	expect((await listAll({ filter: { ids: [clientId] } }))[0]).toMatchObject(
		shown(book.find(({ id }) => id === clientId)!)
	);
});

async function waitUntilBlocked(pid: number): Promise<void> {
	await expect
		.poll(
			async () =>
				(await db.query('select cardinality(pg_blocking_pids($1)) as by', [pid])).rows[0].by
		)
		.toBeGreaterThan(0);
}
