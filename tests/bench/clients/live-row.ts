import type { BenchPlace } from '../harness/bench.ts';
import { paint } from '../harness/painted.ts';
import type { BuiltApp } from '../harness/signed-in-browser.ts';
import { median, percentile } from '../harness/statistics.ts';
import type { SizedReseller } from './two-sizes.ts';

const warmUp = 4;
const changes = 40;

/**
 * A change that one browser sends to its row repainted in another, which shows the list of the same reseller.
 * @returns p95 in milliseconds, from the sending to the end of the frame
 */
export async function measureLiveRow(
	{ platform, print }: BenchPlace,
	app: BuiltApp,
	reseller: SizedReseller
): Promise<number> {
	const { owner, slug } = reseller;
	const [writer, reader] = [await app.openPage(owner), await app.openPage(owner)];
	for (const page of [writer, reader]) {
		await page.goto(`/r/${slug}/clients`);
		await page.locator('tr[data-client]').first().waitFor();
		await page.waitForLoadState('networkidle');
	}
	const base: Record<string, string | null> = {};
	const id = (await reader.locator('tr[data-client]').nth(3).getAttribute('data-client'))!;
	const { data: before } = await owner.db
		.from('clients')
		.select('name, trade_name')
		.eq('id', id)
		.single()
		.throwOnError();
	Object.assign(base, before);
	const measured: { all: number; answered: number }[] = [];
	for (let change = -warmUp; change < changes; change++) {
		const name = `Mudança ${change + warmUp + 1} de ${slug}`;
		let sent = { sentAt: 0, answeredAt: 0 };
		const { paintedAt } = await paint(
			reader,
			({ id, name }) =>
				document.querySelector(`tr[data-client="${id}"]`)?.textContent.includes(name) ?? false,
			{ id, name },
			async () => {
				sent = await writer.evaluate(send, {
					url: `${platform.apiUrl}/rest/v1/rpc/save_client`,
					headers: {
						apikey: platform.publishableKey,
						authorization: `Bearer ${owner.accessToken}`,
						'x-balcao-account': owner.account,
						'content-type': 'application/json'
					},
					body: JSON.stringify({ id, fields: { name, trade_name: name }, base })
				});
			}
		);
		Object.assign(base, { name, trade_name: name });
		if (change >= 0)
			measured.push({ all: paintedAt - sent.sentAt, answered: paintedAt - sent.answeredAt });
		// As far apart as a person's changes: what follows at once is gathered on purpose.
		await reader.waitForTimeout(400);
	}
	await Promise.all([writer.context().close(), reader.context().close()]);
	const table: [string, number[]][] = [
		['from sending the change', measured.map(({ all }) => all)],
		['from its answer', measured.map(({ answered }) => answered)]
	];
	print(
		`Live list, ${changes} changes: milliseconds to the repainted row in another browser`,
		['', 'median', 'p95', 'most'],
		table.map(([name, values]) => [
			name,
			...[median(values), percentile(values, 0.95), Math.max(...values)].map((value) =>
				value.toFixed(0)
			)
		])
	);
	return percentile(table[0]![1], 0.95);
}

/** Runs in the page of the first browser. */
async function send({
	url,
	headers,
	body
}: {
	url: string;
	headers: Record<string, string>;
	body: string;
}): Promise<{ sentAt: number; answeredAt: number }> {
	const now = () => performance.timeOrigin + performance.now();
	const sentAt = now();
	const response = await fetch(url, { method: 'POST', headers, body });
	if (!response.ok) throw new Error(await response.text());
	return { sentAt, answeredAt: now() };
}
