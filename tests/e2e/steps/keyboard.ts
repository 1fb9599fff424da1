import type { Locator, Page } from '@playwright/test';
import { expect } from './journey.ts';

/** More presses than any page of ours has stops. */
const mostStops = 60;

/** Presses Tab until the focus is on what has this name. @throws Error that names the stops on the way */
export async function tabTo(page: Page, name: string): Promise<void> {
	const stops: string[] = [];
	for (let stop = 0; stop < mostStops; stop++) {
		await page.keyboard.press('Tab');
		const here = await focusedName(page);
		if (here.includes(name)) return;
		stops.push(here);
	}
	throw new Error(`Tab does not reach “${name}”, only: ${stops.join(' | ')}`);
}

/** Presses one key after the other, and again: between two on a busy machine more time may pass than a shortcut allows. */
export async function goByKeys(page: Page, keys: string, there: Locator): Promise<void> {
	await expect(async () => {
		for (const key of keys) await page.keyboard.press(key);
		await expect(there).toBeVisible({ timeout: 3_000 });
	}).toPass({ timeout: 20_000 });
}

function focusedName(page: Page): Promise<string> {
	return page.evaluate(() => {
		const element = document.activeElement;
		if (!(element instanceof HTMLElement)) return '';
		const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
		return [
			element.getAttribute('aria-label'),
			...labels.map((label) => label.textContent),
			element.matches('a, button') ? element.textContent : ''
		].join(' ');
	});
}
