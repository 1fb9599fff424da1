import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './journey.ts';

/** Colours do not depend on the width, nor the layout on colours: two looks show both lights and both sizes. */
const looks = [
	{ colorScheme: 'light', width: 1280 },
	{ colorScheme: 'dark', width: 360 }
] as const;

/** Title, one heading of the first rank, nothing sticking out sideways, and no finding of axe: in every look. */
export async function expectGoodLooks(page: Page, name: string): Promise<void> {
	await expect(page, name).toHaveTitle(/\S/);
	await expect(page.getByRole('heading', { level: 1, includeHidden: true }), name).toHaveCount(1);
	for (const { colorScheme, width } of looks) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: 800 });
		await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /dark/ : /^(?!.*dark)/);
		const where = `${name}, ${colorScheme}, ${width} px`;
		expect(await stickingOut(page), where).toEqual([]);
		expect(await findings(page), `${where}: axe`).toEqual([]);
	}
	for (const width of [768, 1024]) {
		await page.setViewportSize({ width, height: 800 });
		expect(await stickingOut(page), `${name}, ${width} px`).toEqual([]);
	}
}

/** What does not fit: the page into the window, a table into its card. */
function stickingOut(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		const tables = [...document.querySelectorAll('table')].filter(
			({ offsetWidth, parentElement }) => offsetWidth > (parentElement?.clientWidth ?? 0)
		);
		return [
			...(scrollWidth > clientWidth ? [`page: ${scrollWidth} px in ${clientWidth} px`] : []),
			...tables.map((table) => `table “${table.ariaLabel}”: ${table.offsetWidth} px`)
		];
	});
}

async function findings(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page })
		// Otherwise axe finishes in a page of its own, behind which Chromium may stop painting ours; we have no frames.
		.setLegacyMode()
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`)
	);
}
