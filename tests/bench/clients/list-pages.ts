import type { BenchPlace } from '../harness/bench.ts';
import { connect } from '../harness/connect.ts';
import { interleave } from '../harness/interleave.ts';
import { asMember } from '../harness/request.ts';
import { median } from '../harness/statistics.ts';
import { askList, cursorOf } from './ask-list.ts';
import { listQuestions } from './list-questions.ts';
import type { SizedReseller, TwoSizes } from './two-sizes.ts';

const rounds = { runs: 9, warmUp: 2, patienceSeconds: 10 };

/**
 * P6: every page of `listQuestions` for the large reseller beside the same page for the small one, as a member asks.
 * @returns the worst ratio of their medians, in processor time of the database
 */
export async function measureListPages(
	place: BenchPlace,
	{ large, small }: TwoSizes
): Promise<number> {
	const { db, print } = place;
	const connection = await connect(place);
	const costs: { name: string; large: number; small: number; clock: number }[] = [];
	for (const name of Object.keys(await listQuestions(db, large.id))) {
		const asking = async (reseller: SizedReseller) => {
			const question = (await listQuestions(db, reseller.id))[name]!;
			const after = await cursorOf(db, reseller.id, question);
			return () => askList(connection, asMember(reseller.owner), { ...question, after });
		};
		const runs = await interleave(
			{ large: await asking(large), small: await asking(small) },
			rounds
		);
		costs.push({
			name,
			large: median(runs.large.map(({ processor }) => processor)),
			small: median(runs.small.map(({ processor }) => processor)),
			clock: median(runs.large.map(({ elapsed }) => elapsed))
		});
	}
	await connection.end();
	const ratio = (cost: { large: number; small: number }) => cost.large / cost.small;
	costs.sort((one, other) => ratio(other) - ratio(one));
	print(
		`Client list, ${rounds.runs} runs of each page in turn: milliseconds of processor time in the database, worst ratio first`,
		['page', 'large', 'small', 'ratio', 'large by clock'],
		costs.map((cost) => [
			cost.name,
			cost.large.toFixed(2),
			cost.small.toFixed(2),
			ratio(cost).toFixed(2),
			cost.clock.toFixed(2)
		])
	);
	return ratio(costs[0]!);
}
