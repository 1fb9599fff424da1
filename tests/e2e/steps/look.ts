import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './journey.ts';

/** Colours do not depend on the width, nor the layout on colours: two looks show both lights and both sizes. */
const looks = [
	{ colorScheme: 'light', width: 1280 },
	{ colorScheme: 'dark', width: 360 }
] as const;

type Look = (typeof looks)[number];

/** Title, one heading of the first rank, nothing sticking out sideways, and no finding of axe: in every look. */
export async function expectGoodLooks(page: Page, name: string): Promise<void> {
	for (const look of looks) await expectGoodLook(page, name, look);
	for (const width of [768, 1024]) {
		await page.setViewportSize({ width, height: 800 });
		await expectNothingSticksOut(page, `${name}, ${width} px`);
	}
}

/**
 * Each address in Portuguese, in every look, and in English on a phone: other words are of other lengths. The elements and
 * colours, which axe looks at, are the same in both languages.
 */
export async function expectGoodLooksAt(page: Page, paths: string[]): Promise<void> {
	for (const path of paths) {
		await page.goto(path);
		await expectGoodLooks(page, path);
	}
	await speak(page, 'en');
	for (const path of paths) {
		await page.goto(path);
		await expect(page.locator('html')).toHaveAttribute('lang', 'en');
		await expectGoodFrame(page, `${path} in English`, looks[1]);
		const words = async () => (await page.getByRole('main').innerText()).replaceAll(names, '');
		await expect.poll(words, `Portuguese in English ${path}`).not.toMatch(portuguese);
	}
	await speak(page, 'pt-BR');
}

/** What an English page has no word for; names in these journeys have none of it. */
const portuguese =
	/\b\w*(?:ção|ções|ão|ões|ê|ç)\w*\b|\b(?:Nome|Salvar|Voltar|Sair|Conta|Motivo)\b/i;
const names = /Português|Balcão/g;

async function expectGoodLook(page: Page, name: string, look: Look) {
	await expectGoodFrame(page, name, look);
	// Colours count once what fades in or out has done so.
	const message = `${name}, ${look.colorScheme}, ${look.width} px: axe`;
	await expect.poll(() => findings(page), { message, timeout: 30_000 }).toEqual([]);
}

/** All but what axe finds. */
async function expectGoodFrame(page: Page, name: string, { colorScheme, width }: Look) {
	const where = `${name}, ${colorScheme}, ${width} px`;
	await expect(page, where).toHaveTitle(/\S/);
	await expect(page.getByRole('heading', { level: 1, includeHidden: true }), where).toHaveCount(1);
	await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
	await page.setViewportSize({ width, height: 800 });
	await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /dark/ : /^(?!.*dark)/);
	await expectNothingSticksOut(page, where);
}

/** The language that a visitor chose. */
function speak(page: Page, locale: 'en' | 'pt-BR'): Promise<void> {
	const url = process.env.E2E_APP_URL ?? '';
	return page.context().addCookies([{ name: 'PARAGLIDE_LOCALE', value: locale, url }]);
}

/** Once the page has taken its new size: parts that measure themselves need a frame or two. */
async function expectNothingSticksOut(page: Page, where: string): Promise<void> {
	await expect.poll(() => stickingOut(page), { message: where }).toEqual([]);
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
