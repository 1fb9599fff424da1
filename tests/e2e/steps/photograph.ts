import type { Page } from '@playwright/test';

/** For whoever wants to look: with `PHOTOS=<folder>` the page as it stands, light and dark, wide and on a phone. */
export async function photograph(page: Page, name: string): Promise<void> {
	const folder = process.env.PHOTOS;
	if (!folder) return;
	for (const colorScheme of ['light', 'dark'] as const)
		for (const width of [1280, 360]) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 900 });
			await page.screenshot({
				path: `${folder}/${name}-${colorScheme}-${width}.png`,
				animations: 'disabled'
			});
		}
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize({ width: 1280, height: 800 });
}
