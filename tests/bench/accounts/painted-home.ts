import type { Page } from '@playwright/test';

export interface Painted {
	/** From the click's own time to the end of the first frame that shows the overview. */
	milliseconds: number;
	/** How long the data that came for it was on its way; 0 when it was there already. */
	waitingMilliseconds: number;
}

interface Watched {
	clickedAt?: number;
	paintedAt?: number;
	/** Whose overview is awaited. */
	slug?: string;
}

/** Makes every document of the page look out for the overview that was asked for. Before the first page is opened. */
export async function watchForHome(page: Page): Promise<void> {
	await page.addInitScript(lookOut);
}

/**
 * Waits until the overview of reseller `slug` is painted.
 * @param click clicks the link that leads there
 */
export async function whenHomeIsPainted(
	page: Page,
	slug: string,
	click: () => Promise<void>
): Promise<Painted> {
	await page.evaluate((awaited) => {
		sessionStorage.setItem('bench', JSON.stringify({ slug: awaited }));
		performance.clearResourceTimings();
	}, slug);
	await click();
	const handle = await page.waitForFunction(() => {
		const { clickedAt, paintedAt } = JSON.parse(sessionStorage.getItem('bench') ?? '{}') as Watched;
		if (!clickedAt || !paintedAt) return undefined;
		const waits = performance
			.getEntriesByType('resource')
			.filter(({ name }) => name.includes('__data.json'))
			.map(({ duration }) => duration);
		return {
			milliseconds: paintedAt - clickedAt,
			waitingMilliseconds: waits.reduce((sum, each) => sum + each, 0)
		};
	});
	return (await handle.jsonValue())!;
}

/** Runs in the page. What it learns is kept by the tab, so that a switch may also load a new document. */
function lookOut(): void {
	const read = () => JSON.parse(sessionStorage.getItem('bench') ?? '{}') as Watched;
	const add = (more: Watched) =>
		sessionStorage.setItem('bench', JSON.stringify({ ...read(), ...more }));
	let isFramePending = false;

	addEventListener(
		'click',
		(event) => {
			const { slug, clickedAt } = read();
			const link = event.target instanceof Element ? event.target.closest('a') : null;
			if (slug && !clickedAt && link?.pathname.startsWith(`/r/${slug}`))
				add({ clickedAt: performance.timeOrigin + event.timeStamp });
		},
		{ capture: true }
	);
	new MutationObserver(() => {
		const { slug, clickedAt, paintedAt } = read();
		if (!slug || !clickedAt || paintedAt || isFramePending || !isHomeOf(slug)) return;
		isFramePending = true;
		requestAnimationFrame(() => {
			// The frame is drawn after its callbacks; the next task finds it done.
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				isFramePending = false;
				add({ paintedAt: performance.timeOrigin + performance.now() });
			};
			port2.postMessage(null);
		});
	}).observe(document, { subtree: true, childList: true, attributes: true });

	function isHomeOf(slug: string): boolean {
		const links = [...document.querySelectorAll<HTMLAnchorElement>('main a')];
		const isTheirs =
			links.length > 0 && links.every(({ pathname }) => `${pathname}/`.startsWith(`/r/${slug}/`));
		return isTheirs && document.querySelector('h1') !== null;
	}
}
