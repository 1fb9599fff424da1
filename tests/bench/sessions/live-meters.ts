import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { interleave } from '../harness/interleave.ts';
import { median, percentile } from '../harness/statistics.ts';
import type { LoadTool } from './load-tool.ts';
import type { LoadJob } from './load.ts';
import type { MeteredDesk } from './metered-desk.ts';
import type { Stage } from './stage.ts';

const now = () => performance.timeOrigin + performance.now();
/** So many clients are used in a moment; a few, so that messages carry their meters and not only that there were many. */
const clientsInUse = 40;
export const seconds = 10;

interface Seen {
	/** From sending the event, milliseconds. */
	delays: number[];
	messages: number;
}

/**
 * From sending an event of one client over HTTP to its counter being with a dashboard, while others are reported at that
 * rate and a thousand dashboards look on.
 * @returns p95 in milliseconds; and that of the last third, once the first ones could have piled up
 */
export async function measureMeters(
	place: BenchPlace,
	tool: LoadTool,
	desk: MeteredDesk,
	stage: Stage,
	perSecond: number
): Promise<{ p95: number; p95AtTheEnd: number }> {
	await stage.listeners.meters();
	const others = tool.load(jobOf(place, desk, perSecond));
	const { delays, messages } = await probe(place, desk, stage);
	const report = await others;
	if (report.failed > 0) throw new Error(report.oddities.join('\n'));
	const atTheEnd = delays.slice(-Math.ceil(delays.length / 3));
	place.print(
		`Counters of ${clientsInUse} clients at ${count(Math.round(report.rate))} of ${count(perSecond)} events a second, ${count(stage.listeners.sockets)} dashboards: milliseconds from the event sent to the counter there`,
		['', 'median', 'p95', 'most', 'messages a second and dashboard'],
		[
			['all', delays],
			['the last third', atTheEnd]
		].map(([name, values]) => [
			String(name),
			...[
				median(values as number[]),
				percentile(values as number[], 0.95),
				Math.max(...(values as number[]))
			].map((one) => one.toFixed(0)),
			(messages / stage.listeners.sockets / report.seconds).toFixed(1)
		])
	);
	return { p95: percentile(delays, 0.95), p95AtTheEnd: percentile(atTheEnd, 0.95) };
}

/** The write path with a thousand dashboards looking on, beside the same once they have left. @returns the ratio of the rates */
export async function measureWritesUnderEyes(
	place: BenchPlace,
	tool: LoadTool,
	{ watched, unwatched }: { watched: MeteredDesk; unwatched: MeteredDesk }
): Promise<number> {
	const rate = (desk: MeteredDesk) => async () => {
		const job = { ...jobOf(place, desk, undefined), clientIds: desk.clientIds.slice(0, 500) };
		return (await tool.load({ ...job, senders: 4, eventsPerRequest: 200, mostSeconds: 3 })).rate;
	};
	const runs = await interleave(
		{ 'a thousand look on': rate(watched), nobody: rate(unwatched) },
		{ runs: 5, warmUp: 1, patienceSeconds: 90 }
	);
	place.print(
		`Batches of 200 events, median of ${runs.nobody.length} runs in turn`,
		['', 'events per second'],
		Object.entries(runs).map(([name, rates]) => [name, count(Math.round(median(rates)))])
	);
	return median(runs['a thousand look on']) / median(runs.nobody);
}

/** Single events of a few clients but the first, for as long as that one's are reported. @param perSecond default: as fast as it goes */
export function jobOf({ platform }: BenchPlace, desk: MeteredDesk, perSecond?: number): LoadJob {
	return {
		...{ port: platform.stack.ports.api, apiKeys: desk.apiKeys, perSecond },
		...{ clientIds: desk.clientIds.slice(1, clientsInUse), senders: 64, eventsPerRequest: 1 },
		...{ mostRequests: (perSecond ?? 100_000) * seconds, mostSeconds: 3 * seconds }
	};
}

/** One event of one client after the other, each known by what it leaves. */
async function probe(place: BenchPlace, desk: MeteredDesk, stage: Stage): Promise<Seen> {
	const [clientId] = desk.clientIds;
	const sentAt = new Map<number, number>();
	const until = now() + seconds * 1000;
	while (now() < until) {
		const { at, left } = await reportOne(place, desk);
		sentAt.set(left, at);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	const last = Math.min(...sentAt.keys());
	const seen = new Map<number, number>();
	let messages = 0;
	// What the last event left arrives after it; the rest is asked for together with it.
	for (const patience = now() + 5000; !seen.has(last) && now() < patience;) {
		const { told, first } = await stage.listeners.meters();
		messages += told;
		for (const { at, meters } of first)
			for (const { client_id, left } of meters)
				// A later value shows the earlier ones too.
				if (client_id === clientId && left !== null)
					for (const value of sentAt.keys())
						if (left <= value && !seen.has(value)) seen.set(value, at);
	}
	const missed = [...sentAt.keys()].filter((value) => !seen.has(value));
	if (missed.length > 0) throw new Error(`${missed.length} of ${sentAt.size} counters never came`);
	return { delays: [...sentAt].map(([value, at]) => seen.get(value)! - at), messages };
}

/** One event of the desk's first client over HTTP. @returns when it was sent, and what it left */
export async function reportOne(
	{ platform }: BenchPlace,
	desk: MeteredDesk
): Promise<{ at: number; left: number }> {
	const at = now();
	const response = await fetch(`${platform.apiUrl}/functions/v1/usage`, {
		method: 'POST',
		headers: { authorization: `Bearer ${desk.apiKeys[0]}`, 'content-type': 'application/json' },
		body: JSON.stringify({ key: crypto.randomUUID(), client_id: desk.clientIds[0] })
	});
	const { quota_left, extras_left } = (await response.json()) as Record<string, number>;
	return { at, left: quota_left! + extras_left! };
}
