import { randomUUID } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg, { escapeLiteral } from 'pg';
import type { Mapping } from '../../../src/lib/imports/import-fields.ts';
import { readRow, type FileRow, type StagedRow } from '../../../src/lib/imports/read-row.ts';
import { makeMember } from '../../support/world.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { interleave } from '../harness/interleave.ts';
import { processorTime } from '../harness/processor-time.ts';
import { asMember } from '../harness/request.ts';
import { median } from '../harness/statistics.ts';
import { seedReseller } from '../seed/seed-reseller.ts';

/** What an import means: as many rows as one file may have. */
const mostRows = 100_000;
const rowsPerStage = 2500;
const rowsPerAdvance = 2000;

const parts = ['judge', 'stage', 'check', 'apply'] as const;
type Part = (typeof parts)[number];
interface Cost {
	elapsed: number;
	processor: number;
}
type Costs = Record<Part, Cost>;

/**
 * P14: rows of a file → judged by the form's rules → staged → looked through → clients with phones, trail and read model,
 * beside what one would write by hand: COPY into a staging table, then MERGE by document into a table of the same columns
 * that has the keys a merge needs (primary key, unique number per reseller, index of documents) and no rules, foreign keys,
 * triggers, search, trail or read model. What is compared is processor time: of this process for the judging, of the
 * backend for the rest.
 * @returns bare / import: how much of the bare rate is reached
 * @throws Error when a run did not make all clients
 */
export async function measureImport(place: BenchPlace): Promise<number> {
	const rows = Math.min(place.rows, mostRows);
	const file = fileOf(rows);
	const connection = new pg.Client(place.platform.stack.databaseUrl('supabase_admin'));
	const bare = new pg.Client(place.platform.stack.databaseUrl('supabase_admin'));
	await Promise.all([connection.connect(), bare.connect()]);
	try {
		const copied = join(place.platform.dataDir, 'clients.csv');
		await writeFile(copied, csvOf(file));
		// The server is another user.
		await Promise.all([chmod(place.platform.dataDir, 0o755), chmod(copied, 0o644)]);
		const runs = await interleave<'import' | 'bare', Costs | Cost>(
			{
				import: () => importOnce(place, connection, file),
				bare: () => copyAndMerge(bare, copied)
			},
			{ runs: Number(process.env.RUNS ?? 5), warmUp: 0 }
		);
		const imports = runs.import as Costs[];
		const bares = runs.bare as Cost[];
		const of = (part: Part, what: keyof Cost) => median(imports.map((costs) => costs[part][what]));
		const all = (what: keyof Cost) =>
			median(imports.map((costs) => parts.reduce((sum, part) => sum + costs[part][what], 0)));
		const ms = (figure: number) => figure.toFixed(0);
		place.print(
			`Import of ${count(rows)} rows, ${imports.length} times in turn with COPY and MERGE, median ms`,
			['', 'processor', 'elapsed'],
			[
				...parts.map((part) => [part, ms(of(part, 'processor')), ms(of(part, 'elapsed'))]),
				['import in all', ms(all('processor')), ms(all('elapsed'))],
				[
					'COPY and MERGE',
					ms(median(bares.map(({ processor }) => processor))),
					ms(median(bares.map(({ elapsed }) => elapsed)))
				]
			]
		);
		return median(bares.map(({ processor }) => processor)) / all('processor');
	} finally {
		await Promise.all([connection.end(), bare.end()]);
	}
}

async function importOnce(
	{ platform, db }: BenchPlace,
	connection: pg.Client,
	file: FileRow[]
): Promise<Costs> {
	const { id: resellerId, slug } = await seedReseller(
		db,
		`import-${randomUUID().slice(0, 8)}`,
		'Import'
	);
	const owner = await makeMember(platform, `owner of ${slug}`, `reseller/${slug}`, {
		reseller_id: resellerId,
		role: 'owner'
	});
	const request = asMember(owner);
	const ask = async (name: string, given: unknown[]): Promise<Record<string, unknown>> => {
		await connection.query('begin');
		for (const [setting, value] of Object.entries(request))
			await connection.query('select set_config($1, $2, true)', [setting, value]);
		const places = given.map((_, at) => `$${at + 1}`).join(', ');
		const { rows } = await connection.query(`select public.${name}(${places}) as answer`, given);
		await connection.query('commit');
		return rows[0].answer;
	};
	const pid = (connection as unknown as { processID: number }).processID;
	const timed = async (work: () => Promise<unknown>): Promise<Cost> => {
		const [began, used] = [performance.now(), processorTime(pid)];
		await work();
		return { elapsed: performance.now() - began, processor: processorTime(pid) - used };
	};

	const began = performance.now();
	const used = process.cpuUsage();
	const staged = file.map((row) => readRow(row, mapping)).filter((row) => row !== null);
	const { user, system } = process.cpuUsage(used);
	const judge = { elapsed: performance.now() - began, processor: (user + system) / 1000 };

	const id = randomUUID();
	await ask('start_import', [id, 'clients.csv', '0'.repeat(64), JSON.stringify(mapping)]);
	const stage = await timed(async () => {
		for (const chunk of chunksOf(staged, rowsPerStage))
			await ask('stage_import_rows', [id, JSON.stringify(chunk)]);
	});
	const check = await timed(() => ask('check_import', [id]));
	await ask('run_import', [id]);
	const apply = await timed(async () => {
		for (;;) {
			const one = await ask('advance_import', [id, rowsPerAdvance]);
			if (one.state !== 'running') return;
		}
	});
	const { rows } = await db.query(
		'select count(*)::integer as made from public.clients where reseller_id = $1',
		[resellerId]
	);
	if (rows[0].made !== file.length)
		throw new Error(`${rows[0].made} of ${file.length} rows became clients`);
	return { judge, stage, check, apply };
}

async function copyAndMerge(connection: pg.Client, file: string): Promise<Cost> {
	const pid = (connection as unknown as { processID: number }).processID;
	const named = columns.join(', ');
	const text = columns.map((column) => `${column} text`).join(', ');
	await connection.query('drop table if exists bare_clients, bare_rows');
	await connection.query(
		`create table bare_clients (
			id uuid primary key, reseller_id uuid not null, number bigint not null, ${text}, phone text,
			unique (reseller_id, number)
		)`
	);
	await connection.query('create index on bare_clients (reseller_id, document)');
	await connection.query(`create table bare_rows (${text}, phone text)`);
	const [began, used] = [performance.now(), processorTime(pid)];
	await connection.query(`copy bare_rows from ${escapeLiteral(file)} with (format csv)`);
	await connection.query(
		`merge into bare_clients c
		using (
			select gen_random_uuid() as id, $1::uuid as reseller_id, row_number() over () as number, r.* from bare_rows r
		) r on c.reseller_id = r.reseller_id and c.document = r.document
		when matched then update set ${columns.map((column) => `${column} = r.${column}`).join(', ')}, phone = r.phone
		when not matched then insert (id, reseller_id, number, ${named}, phone)
			values (r.id, r.reseller_id, r.number, ${columns.map((column) => `r.${column}`).join(', ')}, r.phone)`,
		[randomUUID()]
	);
	return { elapsed: performance.now() - began, processor: processorTime(pid) - used };
}

const columns = [
	'name',
	'trade_name',
	'document',
	'email',
	'contact_name',
	'postal_code',
	'street',
	'street_number',
	'district',
	'city',
	'state'
];
const fields = [
	'name',
	'tradeName',
	'document',
	'email',
	'contactName',
	'postalCode',
	'street',
	'streetNumber',
	'district',
	'city',
	'state',
	'phones'
] as const;
const mapping: Mapping = fields.map((field) => ({ header: field, field }));

/** Rows as the reader of sheets gives them: companies with all that an address book has. */
function fileOf(rows: number): FileRow[] {
	return Array.from({ length: rows }, (_, n) => {
		const cells = [
			`Padaria São João do Norte ${n} Ltda.`,
			`Padaria São João ${n}`,
			cnpj(n),
			`contato${n}@padaria.example`,
			'Maria da Silva',
			'01310-100',
			'Avenida Paulista',
			String(n),
			'Bela Vista',
			'São Paulo',
			'SP',
			`(11) 9${String(10_000_000 + n)}`
		];
		return { line: n + 2, cells, kinds: cells.map(() => 'text' as const) };
	});
}

function cnpj(n: number): string {
	const base = `${String(10_000_000 + n)}0001`;
	const digit = (text: string) => {
		const sum = [...text].reduce(
			(total, figure, at) => total + Number(figure) * (2 + ((text.length - 1 - at) % 8)),
			0
		);
		return sum % 11 < 2 ? 0 : 11 - (sum % 11);
	};
	const first = digit(base);
	return `${base}${first}${digit(`${base}${first}`)}`;
}

function csvOf(file: FileRow[]): string {
	return file.map(({ cells }) => `${cells.join(',')}\n`).join('');
}

function* chunksOf(rows: StagedRow[], size: number): Generator<StagedRow[]> {
	for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
