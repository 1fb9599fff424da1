import { gzipSync } from 'node:zlib';
import type { CDPSession } from '@playwright/test';
import type { BenchPlace } from '../harness/bench.ts';
import type { BuiltApp } from '../harness/signed-in-browser.ts';
import { median } from '../harness/statistics.ts';
import type { SizedReseller } from './two-sizes.ts';

export interface PageWeight {
	/** JavaScript of the list's page / of the bare page, both as gzip makes them. */
	ratio: number;
	/** Medians of the lab: milliseconds, milliseconds, and the score of layout shifts in thousandths. */
	largestPaint: number;
	nextPaint: number;
	shiftThousandths: number;
}

const runs = 5;

/** P15: what the list's page loads before it is quiet, and how it comes on a slow phone: slow 4G, a processor four times slower. */
export async function measurePageWeight(
	{ print }: BenchPlace,
	app: BuiltApp,
	reseller: SizedReseller,
	bareUrl: string
): Promise<PageWeight> {
	const path = `/r/${reseller.slug}/clients`;
	const list = await scriptBytes(app, reseller, app.url + path);
	const bare = await scriptBytes(app, reseller, bareUrl);
	const labs = [];
	for (let run = 0; run < runs; run++) labs.push(await slowly(app, reseller, path));
	const weight = {
		ratio: list / bare,
		largestPaint: median(labs.map((lab) => lab.largestPaint)),
		nextPaint: median(labs.map((lab) => lab.nextPaint)),
		shiftThousandths: median(labs.map((lab) => lab.shifts * 1000))
	};
	print(
		'The list on a slow phone, and its JavaScript (gzip)',
		['', 'value'],
		[
			['JavaScript of the list, kB', (list / 1000).toFixed(1)],
			['of the bare page, kB', (bare / 1000).toFixed(1)],
			['largest contentful paint, ms', weight.largestPaint.toFixed(0)],
			['slowest interaction to next paint, ms', weight.nextPaint.toFixed(0)],
			['cumulative layout shift', (weight.shiftThousandths / 1000).toFixed(3)]
		]
	);
	return weight;
}

/** What the page's own answer asks for; code of pages that may come next is fetched later and is not the route's. */
async function scriptBytes(app: BuiltApp, { owner }: SizedReseller, url: string): Promise<number> {
	const page = await app.openPage(owner);
	const { request } = page.context();
	const answer = await request.get(url);
	// Modules to come are named ahead of the page, in its header.
	const asked = `${answer.headers().link ?? ''} ${await answer.text()}`;
	const scripts = new Set(
		asked.match(/[./]*\/_app\/immutable\/[^"'<>]+\.js/g)?.map((script) => new URL(script, url).href)
	);
	if (scripts.size === 0) throw new Error(`${url} asks for no script`);
	let total = 0;
	for (const script of scripts) total += gzipSync(await (await request.get(script)).body()).length;
	await page.context().close();
	return total;
}

interface Lab {
	largestPaint: number;
	nextPaint: number;
	shifts: number;
}

async function slowly(app: BuiltApp, { owner }: SizedReseller, path: string): Promise<Lab> {
	const page = await app.openPage(owner);
	const devtools = await page.context().newCDPSession(page);
	await slowDown(devtools);
	await page.addInitScript(() => {
		const lab: Lab = { largestPaint: 0, nextPaint: 0, shifts: 0 };
		(window as unknown as { lab: Lab }).lab = lab;
		const watch = (type: string, note: (entry: PerformanceEntry) => void) =>
			new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
				...{ type, buffered: true, durationThreshold: 16 }
			});
		watch('largest-contentful-paint', ({ startTime }) => (lab.largestPaint = startTime));
		watch('layout-shift', (entry) => {
			const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
			if (!shift.hadRecentInput) lab.shifts += shift.value;
		});
		watch('event', ({ duration, name }) => {
			if (/^(click|keydown|pointerdown|pointerup)$/.test(name))
				lab.nextPaint = Math.max(lab.nextPaint, duration);
		});
	});
	await page.goto(path);
	await page.waitForLoadState('networkidle');
	await page.locator('[data-search]').click();
	await page.keyboard.type('mar');
	await page.keyboard.press('Tab');
	await page.waitForLoadState('networkidle');
	const lab = await page.evaluate(() => (window as unknown as { lab: Lab }).lab);
	await page.context().close();
	return lab;
}

/** As Lighthouse's mobile setting: 150 ms round trip, 1.6 Mbit/s, processor times four. */
async function slowDown(devtools: CDPSession): Promise<void> {
	await devtools.send('Network.enable');
	await devtools.send('Network.emulateNetworkConditions', {
		...{ offline: false, latency: 150 },
		downloadThroughput: (1.6 * 1024 * 1024) / 8,
		uploadThroughput: (750 * 1024) / 8
	});
	await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}
