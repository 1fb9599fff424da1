import type { Page } from '@playwright/test';
import type { BenchPlace } from '../harness/bench.ts';
import { paint, type Painted } from '../harness/painted.ts';
import type { BuiltApp } from '../harness/signed-in-browser.ts';
import { median, percentile } from '../harness/statistics.ts';
import type { SizedReseller } from './two-sizes.ts';

const warmUp = 3;
const runs = 21;

/**
 * U3: what one does most in the list of this reseller, each from the click or key to the end of the frame that shows it.
 * @returns p95 over all of them in milliseconds
 */
export async function measureInteractions(
	{ print }: BenchPlace,
	app: BuiltApp,
	reseller: SizedReseller
): Promise<number> {
	const page = await app.openPage(reseller.owner);
	await page.goto(`/r/${reseller.slug}/clients`);
	await page.locator('tr[data-client]').first().waitFor();
	await page.waitForLoadState('networkidle');
	const measured = new Map<string, number[]>();
	for (let run = -warmUp; run < runs; run++)
		for (const [name, times] of Object.entries(await oneRound(page)))
			if (run >= 0) measured.set(name, [...(measured.get(name) ?? []), ...times.map(duration)]);
	await page.context().close();
	print(
		'Interactions, milliseconds from click or key to painted',
		['', 'times', 'median', 'p95', 'most'],
		[...measured].map(([name, times]) => [
			name,
			String(times.length),
			...[median(times), percentile(times, 0.95), Math.max(...times)].map((time) => time.toFixed(0))
		])
	);
	return percentile([...measured.values()].flat(), 0.95);
}

const duration = ({ startedAt, paintedAt }: Painted) => paintedAt - startedAt;

/** The first rows of the list and how many there are: what every interaction changes. */
function listShown(): string {
	const rows = [...document.querySelectorAll<HTMLElement>('tr[data-client]')];
	return `${rows.length} ${rows.slice(0, 5).map((row) => row.dataset.client)}`;
}

function hasListChanged(before: string): boolean {
	const rows = [...document.querySelectorAll<HTMLElement>('tr[data-client]')];
	const now = `${rows.length} ${rows.slice(0, 5).map((row) => row.dataset.client)}`;
	return rows.length > 0 && now !== before;
}

async function oneRound(page: Page): Promise<Record<string, Painted[]>> {
	const change = async (act: () => Promise<unknown>) =>
		paint(page, hasListChanged, await page.evaluate(listShown), act);
	const measured: Record<string, Painted[]> = {};

	measured.sort = [
		await change(() => page.locator('th a[href*="name"]:visible').first().click()),
		await change(() => page.locator('th[aria-sort] a').first().click())
	];
	measured['filter tab'] = [
		await change(() => page.locator('nav a[href*="delinquent"]').first().click()),
		await change(() => page.locator('nav a[href*="suspended"]').first().click())
	];
	await change(() =>
		page
			.locator('nav a[href*="/clients"][href$="/clients"], nav a[href*="/clients?sort"]')
			.first()
			.click()
	);

	const search = page.locator('[data-search]');
	await search.focus();
	measured['search keystroke'] = [];
	// Letters that few names have: the list is another one after a single key.
	for (const letter of 'kwj') {
		measured['search keystroke'].push(await change(() => page.keyboard.type(letter)));
		await change(() => page.keyboard.press('Escape'));
	}

	// The address follows what was typed half a second later.
	await page.waitForTimeout(800);
	measured['open client'] = [
		await paint(
			page,
			() =>
				/\/clients\/[0-9a-f-]{36}/.test(location.pathname) &&
				!document.querySelector('tr[data-client]') &&
				document.querySelector('h1') !== null,
			null,
			() => page.locator('tr[data-client] a').nth(2).click()
		)
	];
	measured.back = [
		await paint(
			page,
			() => document.querySelectorAll('tr[data-client]').length > 0,
			null,
			() => page.goBack()
		)
	];
	await page.goto(page.url().split('?')[0]!);
	await page.locator('tr[data-client]').first().waitFor();
	await page.waitForLoadState('networkidle');
	measured['load more'] = [await change(() => page.mouse.wheel(0, 20_000))];
	await page.evaluate(() => scrollTo(0, 0));
	return measured;
}
