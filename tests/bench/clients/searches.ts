import type pg from 'pg';
import type { BenchPlace } from '../harness/bench.ts';
import { connect } from '../harness/connect.ts';
import { asMember } from '../harness/request.ts';
import { median, percentile } from '../harness/statistics.ts';
import { askList } from './ask-list.ts';
import type { TwoSizes } from './two-sizes.ts';

const runs = 5;

/**
 * P8: what people type into the search box of the large reseller, each term `runs` times as a member asks.
 * @returns p95 over the terms of their medians in milliseconds of processor time, and that over the plain first page
 */
export async function measureSearches(
	place: BenchPlace,
	{ large }: TwoSizes
): Promise<{ p95: number; toFirstPage: number }> {
	const { db, print } = place;
	const connection = await connect(place);
	const cost = async (filter: Record<string, unknown>) => {
		const answers = [];
		for (let run = -1; run < runs; run++) {
			const answer = await askList(connection, asMember(large.owner), { filter });
			if (run >= 0) answers.push(answer);
		}
		const { rows } = JSON.parse(answers[0]!.body) as { rows: unknown[] };
		return {
			processor: median(answers.map(({ processor }) => processor)),
			elapsed: median(answers.map(({ elapsed }) => elapsed)),
			rows: rows.length
		};
	};
	const firstPage = await cost({});
	const costs: ({ term: string } & Awaited<ReturnType<typeof cost>>)[] = [];
	for (const term of await terms(db, large.id)) costs.push({ term, ...(await cost({ q: term })) });
	await connection.end();
	costs.sort((one, other) => other.processor - one.processor);
	print(
		`Search, ${costs.length} terms: milliseconds of processor time in the database; page 1 without a search ${firstPage.processor.toFixed(2)}`,
		['term', 'rows shown', 'median', 'by clock'],
		costs.map(({ term, rows, processor, elapsed }) => [
			term,
			String(rows),
			processor.toFixed(2),
			elapsed.toFixed(2)
		])
	);
	const p95 = percentile(
		costs.map(({ processor }) => processor),
		0.95
	);
	return { p95, toFirstPage: p95 / firstPage.processor };
}

/** Words, pieces and masks, of clients at the beginning, in the middle and at the end of the book. */
async function terms(db: pg.Client, resellerId: string): Promise<string[]> {
	const { rows } = await db.query<{
		document: string;
		email: string;
		number: string;
		phone: string;
	}>(
		`select c.document, c.email, c.number::text, p.e164 as phone
		from public.clients c join public.client_phones p on p.client_id = c.id
		where c.reseller_id = $1 and c.email is not null and length(c.document) = 14 and c.number in (
			select (n * m.most / 20)::bigint + k from generate_series(1, 19, 6) n, generate_series(0, 9) k,
				(select max(number) as most from public.clients where reseller_id = $1) m
		) order by c.number`,
		[resellerId]
	);
	const some = [0, 1, 2].map((part) => rows[Math.floor((part * (rows.length - 1)) / 2)]!);
	return [
		...['maria', 'José', 'joao', 'VITÓRIA', 'wellington', 'Ítalo', 'yasmin'],
		...['silva', 'kobayashi', 'Conceição', 'albuquerque', 'souza', 'bittencourt'],
		...['padaria', 'farmacia', 'ltda', 'eireli', 's/a', 'são benedito', 'água viva', 'bem-me-quer'],
		...[
			'maria silva',
			'padaria sol',
			'jose kobayashi',
			'oficina tres coracoes',
			'mandacaru vidraçaria'
		],
		...[
			'cliente.example',
			'@cliente',
			'kobayas',
			'arin',
			'ção',
			'xavier yasmin',
			'zzyzx',
			'inexistente',
			'qwerty uiop'
		],
		...some.flatMap(({ document, email, number, phone }) => [
			document,
			document.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5'),
			document.slice(3, 9),
			`${document.slice(2, 5)}.${document.slice(5, 8)}`,
			email,
			email.slice(0, 9),
			number,
			phone.slice(5)
		])
	];
}
