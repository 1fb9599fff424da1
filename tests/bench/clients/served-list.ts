import { cookieHeader, sessionCookies } from '../../e2e/steps/session.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { interleave } from '../harness/interleave.ts';
import type { BuiltApp } from '../harness/signed-in-browser.ts';
import { median } from '../harness/statistics.ts';
import type { SizedReseller } from './two-sizes.ts';

const atOnce = 8;
const rounds = { runs: 7, warmUp: 2, patienceSeconds: 90 };
const requests = { list: 80, bare: 400 };

/**
 * P13: the list of the large reseller as the built app serves it, session, database and all, beside a page with fifty rows
 * out of memory, several requests at once and in turn.
 * @returns requests per second / those of the bare page
 */
export async function measureServedList(
	{ platform, print }: BenchPlace,
	app: BuiltApp,
	{ slug, owner }: SizedReseller,
	bareUrl: string
): Promise<number> {
	const cookie = cookieHeader(await sessionCookies(platform, owner.email));
	const runs = await interleave(
		{
			list: () => rate(`${app.url}/r/${slug}/clients`, requests.list, cookie),
			bare: () => rate(bareUrl, requests.bare, cookie)
		},
		rounds
	);
	const [list, bare] = [median(runs.list), median(runs.bare)];
	print(
		`Pages served, ${atOnce} requests at once`,
		['', 'requests per second'],
		[
			['the list of the large reseller', list.toFixed(0)],
			['fifty rows out of memory', bare.toFixed(0)]
		]
	);
	return list / bare;
}

/** Requests per second. */
async function rate(url: string, count: number, cookie: string): Promise<number> {
	let left = count;
	const startedAt = performance.now();
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			while (left-- > 0) {
				const response = await fetch(url, { headers: { cookie }, redirect: 'manual' });
				const body = await response.text();
				if (response.status !== 200 || !body.includes('</table>'))
					throw new Error(`${url} answered ${response.status}`);
			}
		})
	);
	return (count * 1000) / (performance.now() - startedAt);
}
