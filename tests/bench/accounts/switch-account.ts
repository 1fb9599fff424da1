import type { Page } from '@playwright/test';
import type { BenchPlace } from '../harness/bench.ts';
import { median, percentile } from '../harness/statistics.ts';
import type { SeededReseller } from '../seed/seed-reseller.ts';
import { openSignedInPage } from '../harness/signed-in-browser.ts';
import { watchForHome, whenHomeIsPainted, type Painted } from './painted-home.ts';
import type { TwoAccounts } from './two-accounts.ts';

const warmUp = 6;
const switches = 40;

/**
 * Switching to and fro between two accounts as a person does it, without resting on the choice beforehand.
 * @returns p95 in milliseconds from the click on the other account to its painted overview
 */
export async function measureSwitch(
	{ platform, print, step }: BenchPlace,
	{ large, owner }: TwoAccounts
): Promise<number> {
	const page = await step('built app and browser', () => openSignedInPage(platform, owner));
	const measured = await step(`${switches} account switches`, () => switchToAndFro(page, large));
	const rows: [string, number[]][] = [
		['click to painted overview', measured.map(({ milliseconds }) => milliseconds)],
		['of it waiting for the server', measured.map(({ waitingMilliseconds }) => waitingMilliseconds)]
	];
	print(
		`Account switch, ${switches} switches after ${warmUp}, milliseconds in the page`,
		['', 'median', 'p95', 'most'],
		rows.map(([name, values]) => [
			name,
			...[median(values), percentile(values, 0.95), Math.max(...values)].map((value) =>
				value.toFixed(0)
			)
		])
	);
	return percentile(rows[0]![1], 0.95);
}

async function switchToAndFro(
	page: Page,
	[first, second]: TwoAccounts['large']
): Promise<Painted[]> {
	await watchForHome(page);
	await page.goto(`/r/${first.slug}/clients`);
	const measured: Painted[] = [];
	for (let round = -warmUp; round < switches; round++) {
		const painted = await switchTo(page, round % 2 === 0 ? second : first);
		if (round >= 0) measured.push(painted);
	}
	return measured;
}

/** The only place that knows how the switcher looks. */
async function switchTo(page: Page, { slug }: SeededReseller): Promise<Painted> {
	await page.getByRole('button', { name: /^Conta de / }).click();
	await page.getByRole('menuitem', { name: /^Trocar conta/ }).click();
	const choice = page.locator(`a[href="/r/${slug}"], a[href="/r/${slug}/clients"]`);
	await choice.waitFor();
	return whenHomeIsPainted(page, slug, () => choice.click());
}
