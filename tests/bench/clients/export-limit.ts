import pg from 'pg';
import { workbookWriter } from '../../../src/lib/spreadsheet/writer/workbook-writer.ts';
import type { Cell, WorkbookPlan } from '../../../src/lib/spreadsheet/workbook.ts';

// The limit that an export is measured against: the same columns of the same clients straight from a cursor of Postgres into
// the same writer, in one process that does nothing else. Run as a program: <database url> <reseller id>; prints milliseconds.

const plan: WorkbookPlan = {
	sheetName: 'Limit',
	timeZone: 'America/Sao_Paulo',
	columns: [
		...['number', 'text', 'text', 'text', 'text', 'number', 'boolean', 'date', 'date', 'instant'],
		...['text', 'text', 'text']
	].map((kind) => ({ header: kind, kind: kind as WorkbookPlan['columns'][number]['kind'] }))
};
const query = `select json_build_array(l.number, l.trade_name, l.name, l.plan_name, l.status, l.sessions_left, l.is_suspended,
		l.due_on, l.last_paid_on, l.created_at, l.document, l.email,
		(select string_agg(p.e164, ', ' order by p.position) from public.client_phones p
			where p.reseller_id = l.reseller_id and p.client_id = l.client_id)) as row
	from public.client_summaries l
	where l.reseller_id = $1 and l.archived_at is null order by l.created_at desc, l.client_id desc`;

const [url, resellerId] = process.argv.slice(2);
const db = new pg.Client(url);
await db.connect();
const began = performance.now();
const writer = workbookWriter(plan);
await db.query('begin');
await db.query(
	`declare clients no scroll cursor for ${query.replace('$1', db.escapeLiteral(resellerId!))}`
);
const fetch = async () =>
	(await db.query<{ row: Cell[] }>('fetch 1000 from clients')).rows.map(({ row }) => row);
let rows = await fetch();
while (rows.length > 0) {
	const [, next] = await Promise.all([writer.add(rows), fetch()]);
	rows = next;
}
await writer.finish();
process.stdout.write(String(performance.now() - began));
await db.end();
