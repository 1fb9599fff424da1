import { joinedLive } from '../../e2e/steps/live.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { paint } from '../harness/painted.ts';
import type { BuiltApp } from '../harness/signed-in-browser.ts';
import { median, percentile } from '../harness/statistics.ts';
import { jobOf, reportOne, seconds } from './live-meters.ts';
import type { LoadTool } from './load-tool.ts';
import type { MeteredDesk } from './metered-desk.ts';
import type { Stage } from './stage.ts';

/**
 * From sending an event of one client over HTTP to the end of the frame that shows its counter, on the client's page in
 * real Chromium, while others are reported at that rate and nobody else looks on.
 * @returns p95 in milliseconds
 */
export async function measurePaintedMeter(
	place: BenchPlace,
	tool: LoadTool,
	{ desk, stage, app }: { desk: MeteredDesk; stage: Stage; app: BuiltApp },
	perSecond: number
): Promise<number> {
	const page = await app.openPage(stage.owner);
	const path = `/r/${desk.slug}/clients/${desk.clientIds[0]}/sessions`;
	await joinedLive(page, () => page.goto(path));
	let { left } = await reportOne(place, desk);
	const others = tool.load(jobOf(place, desk, perSecond));
	const delays: number[] = [];
	const until = performance.now() + seconds * 1000;
	while (performance.now() < until) {
		let sentAt = 0;
		// Nobody else reports use of this client: what the event will leave is known before.
		const { paintedAt } = await paint(page, isShown, left - 1, async () => {
			({ at: sentAt, left } = await reportOne(place, desk));
		});
		delays.push(paintedAt - sentAt);
	}
	const report = await others;
	if (report.failed > 0) throw new Error(report.oddities.join('\n'));
	await page.context().close();
	place.print(
		`One counter on its page at ${count(Math.round(report.rate))} of ${count(perSecond)} events a second: milliseconds from the event sent to the end of the frame`,
		['events', 'median', 'p95', 'most'],
		[
			[
				count(delays.length),
				...[median(delays), percentile(delays, 0.95), Math.max(...delays)].map((one) =>
					one.toFixed(0)
				)
			]
		]
	);
	return percentile(delays, 0.95);
}

/** Runs in the page. */
function isShown(left: number): boolean {
	const counter = document.querySelector('main [data-sessions-left]');
	return counter !== null && Number(counter.textContent.replace(/\D/g, '')) <= left;
}
