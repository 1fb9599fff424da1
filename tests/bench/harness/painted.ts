import type { Page } from '@playwright/test';

/** What a page tells of an interaction, both by `Date.now()`'s clock with fractions. */
export interface Painted {
	startedAt: number;
	paintedAt: number;
}

/**
 * Does something on a page and waits until its result is painted.
 * @param isShown runs in the page, by itself: whether the result is there
 * @param known what it is told; JSON
 * @param act what a person does; its click, key, scrolling or going back begins the time
 * @returns from that event's own time to the end of the first frame with the result
 */
export async function paint<Known>(
	page: Page,
	isShown: (known: Known) => boolean,
	known: Known,
	act: () => Promise<unknown>
): Promise<Painted> {
	// As text: the app's content security policy refuses functions made in the page.
	await page.evaluate(`(${watch.toString()})(${isShown.toString()}, ${JSON.stringify(known)})`);
	await act();
	const handle = await page.waitForFunction(() => {
		const { bench } = window as unknown as { bench?: Partial<Painted> };
		return bench?.paintedAt ? bench : undefined;
	});
	const painted = (await handle.jsonValue()) as Painted;
	await handle.dispose();
	return painted;
}

/** Runs in the page. */
function watch<Known>(isShown: (known: Known) => boolean, known: Known): void {
	const bench: Partial<Painted> = {};
	(window as unknown as { bench: Partial<Painted> }).bench = bench;
	const begin = (event: Event) => {
		bench.startedAt ??= performance.timeOrigin + event.timeStamp;
	};
	for (const kind of ['click', 'keydown', 'popstate', 'scroll'])
		addEventListener(kind, begin, { capture: true, once: true });
	const observer = new MutationObserver(look);
	observer.observe(document, {
		subtree: true,
		childList: true,
		attributes: true,
		characterData: true
	});
	look();

	function look(): void {
		if (!isShown(known)) return;
		observer.disconnect();
		requestAnimationFrame(() => {
			// The frame is drawn after its callbacks; the next task finds it done.
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				const paintedAt = performance.timeOrigin + performance.now();
				bench.startedAt ??= paintedAt;
				bench.paintedAt = paintedAt;
			};
			port2.postMessage(null);
		});
	}
}
