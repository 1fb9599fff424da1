import type { Page } from '@playwright/test';

/**
 * The page, whose `goto` and `reload` end when the app follows clicks and keys. On a slow machine the document is there
 * before its script, and what a journey types into it meanwhile would be meant for nobody.
 * SvelteKit takes over the scroll position in the moment in which it begins to listen.
 */
export function untilStarted(page: Page): Page {
	const { goto, reload } = page;
	const started = async () => {
		await page.waitForFunction(
			() =>
				history.scrollRestoration === 'manual' ||
				![...document.scripts].some((script) => script.text.includes('__sveltekit'))
		);
	};
	page.goto = async (...args) => {
		const response = await goto.apply(page, args);
		await started();
		return response;
	};
	page.reload = async (...args) => {
		const response = await reload.apply(page, args);
		await started();
		return response;
	};
	return page;
}
