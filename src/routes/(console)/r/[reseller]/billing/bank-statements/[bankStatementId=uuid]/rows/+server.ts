import { json } from '@sveltejs/kit';
import { readShow } from '#lib/statements/bank-statement.ts';
import { readBankStatement } from '#lib/statements/statements.server.ts';
import { requireStatements } from '../../require-statements.server.ts';

/** Further lines for the page that is already open. */
export async function GET({ locals, params, url }) {
	await requireStatements(locals.db);
	const after = Math.trunc(Number(url.searchParams.get('after'))) || 0;
	const { rows, next } = await readBankStatement(locals.db, params.bankStatementId, {
		show: readShow(url.searchParams.get('show')),
		after: Math.min(Math.max(after, 0), 2_000_000_000)
	});
	return json({ rows, next });
}
