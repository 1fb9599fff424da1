import { askList, cursorOf, type AskedPage } from '../clients/ask-list.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { copyWithConstantAccount } from '../harness/constant-account.ts';
import { connect } from '../harness/connect.ts';
import { interleave } from '../harness/interleave.ts';
import { asMember, asOwner, type Answer } from '../harness/request.ts';
import { median } from '../harness/statistics.ts';
import type { TwoAccounts } from './two-accounts.ts';

const rounds = { runs: 201, warmUp: 20 };

/**
 * A1: pages of the client list as the API runs them for a member, beside the same pages with the account as a constant and
 * nothing to check.
 * @returns the worst ratio of the pages: median of the processor time / median of the reference's
 * @throws Error when the two do not answer the same rows
 */
export async function measureClientList(
	place: BenchPlace,
	{ large: [reseller], owner }: TwoAccounts
): Promise<number> {
	const { db, print } = place;
	await copyWithConstantAccount(db, owner, reseller.id, ['list_clients']);
	const checked = asMember(owner);
	const connection = await connect(place);
	const pages: Record<string, AskedPage> = {
		'first page': {},
		'deep keyset page': { after: await cursorOf(db, reseller.id, { at: 'middle' }) },
		'behind with paying': { filter: { delinquent: true } }
	};
	const costs: PageCost[] = [];
	for (const [name, page] of Object.entries(pages)) {
		const variants = {
			checked: () => askList(connection, checked, page),
			constant: () => askList(connection, asOwner, page, 'bench.list_clients')
		};
		expectSameFullPage(name, await variants.checked(), await variants.constant());
		const runs = await interleave(variants, rounds);
		costs.push({
			name,
			runs: runs.checked.length,
			checked: costOf(runs.checked),
			constant: costOf(runs.constant)
		});
	}
	await connection.end();
	print(
		'Client list, runs in turn in one connection: milliseconds of processor time in the database, and by the clock',
		['page', 'runs', 'checked', 'constant', 'ratio', 'checked by clock', 'constant by clock'],
		costs.map(({ name, runs, checked, constant }) => [
			name,
			String(runs),
			checked.processor.toFixed(2),
			constant.processor.toFixed(2),
			(checked.processor / constant.processor).toFixed(2),
			checked.elapsed.toFixed(2),
			constant.elapsed.toFixed(2)
		])
	);
	return Math.max(...costs.map(({ checked, constant }) => checked.processor / constant.processor));
}

interface PageCost extends Record<'checked' | 'constant', Cost> {
	name: string;
	runs: number;
}

/** Medians in milliseconds. */
interface Cost {
	processor: number;
	elapsed: number;
}

function costOf(answers: Answer[]): Cost {
	return {
		processor: median(answers.map(({ processor }) => processor)),
		elapsed: median(answers.map(({ elapsed }) => elapsed))
	};
}

function expectSameFullPage(name: string, checked: Answer, constant: Answer): void {
	if (checked.body !== constant.body) throw new Error(`${name}: the two answer different rows`);
	if (JSON.parse(checked.body).rows.length !== 50)
		throw new Error(`${name}: this page is not full`);
}
