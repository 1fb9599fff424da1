import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { interleave } from '../harness/interleave.ts';
import { median, percentile } from '../harness/statistics.ts';
import type { Arrival } from './crowd.ts';
import type { Stage } from './stage.ts';

const now = () => performance.timeOrigin + performance.now();
const burst = 100;
let numbered = 0;

/**
 * P10: from sending the commit to the message being with 99 of 100 of a thousand who were let in by the policy of their
 * tenant, beside the bare pipeline from the same database.
 * @returns the ratio of the p99, and the p99 in milliseconds
 */
export async function measureCommitToCrowd(
	place: BenchPlace,
	stage: Stage
): Promise<{ ratio: number; p99: number }> {
	const { db, print } = place;
	const once = async (send: (n: number) => Promise<unknown>, crowd: Stage['listeners']) => {
		numbered += 1;
		const arrived = crowd.arrived(numbered);
		await db.query('begin');
		await send(numbered);
		const sentAt = now();
		await db.query('commit');
		const { p50, p99, last } = await arrived;
		return { p50: p50 - sentAt, p99: p99 - sentAt, last: last - sentAt };
	};
	const runs = await interleave(
		{
			'by Realtime, let in by policy': () =>
				once((n) => sendByRealtime(place, stage, n), stage.listeners),
			'bare pgoutput and ws': () => once((n) => sendBare(place, n), stage.bareListeners)
		},
		{ runs: 60, warmUp: 5, patienceSeconds: 60 }
	);
	const figures = Object.entries(runs).map(([name, times]) => ({
		name,
		p50: median(times.map((one) => one.p50)),
		p99: median(times.map((one) => one.p99)),
		worst: percentile(
			times.map((one) => one.last),
			0.99
		)
	}));
	print(
		`One commit to ${count(stage.listeners.sockets)} subscribers: milliseconds, median of ${runs['bare pgoutput and ws'].length} commits in turn`,
		['', 'p50', 'p99', 'all of them, p99 of commits'],
		figures.map(({ name, p50, p99, worst }) => [
			name,
			p50.toFixed(1),
			p99.toFixed(1),
			worst.toFixed(1)
		])
	);
	return { ratio: figures[0]!.p99 / figures[1]!.p99, p99: figures[0]!.p99 };
}

/**
 * P11: a hundred messages, committed at once, to a thousand subscribers, beside as many that a bare `ws` server sends in a loop.
 * @returns the ratio of deliveries per second
 */
export async function measureFanOut(place: BenchPlace, stage: Stage): Promise<number> {
	const { db, print } = place;
	const rate = async (crowd: Stage['listeners'], send: (numbers: number[]) => Promise<unknown>) => {
		const numbers = Array.from({ length: burst }, (_, nth) => numbered + nth + 1);
		numbered += burst;
		const arrived: Promise<Arrival> = crowd.arrived(numbers.at(-1)!);
		const sentAt = now();
		await send(numbers);
		const { last } = await arrived;
		return (burst * crowd.sockets) / ((last - sentAt) / 1000);
	};
	const runs = await interleave(
		{
			'by Realtime': () =>
				rate(stage.listeners, (numbers) =>
					db.query(
						`select realtime.send(jsonb_build_object('n', n, 'table', 'session_meters'), 'change', $1, true)
						from unnest($2::integer[]) n`,
						[stage.topic, numbers]
					)
				),
			'bare ws': () =>
				rate(stage.bareListeners, async (numbers) =>
					stage.bare.send({ texts: numbers.map((n) => JSON.stringify(frameLike(stage.topic, n))) })
				)
		},
		{ runs: 9, warmUp: 1, patienceSeconds: 90 }
	);
	const [realtime, bare] = [median(runs['by Realtime']), median(runs['bare ws'])];
	print(
		`${burst} messages to ${count(stage.listeners.sockets)} subscribers, median of ${runs['bare ws'].length} runs in turn`,
		['', 'deliveries per second'],
		[
			['by Realtime, commit included', count(Math.round(realtime))],
			['bare ws, without a database', count(Math.round(bare))]
		]
	);
	return realtime / bare;
}

const sendByRealtime = ({ db }: BenchPlace, { topic }: Stage, n: number) =>
	db.query(
		`select realtime.send(jsonb_build_object('n', $1::integer, 'table', 'session_meters'), 'change', $2, true)`,
		[n, topic]
	);

const sendBare = ({ db }: BenchPlace, n: number) =>
	db.query(
		`insert into bench.messages (topic, event, payload, private)
		values ('bench', 'change', jsonb_build_object('n', $1::integer, 'table', 'session_meters'), true)`,
		[n]
	);

/** As long as what Realtime sends. */
const frameLike = (topic: string, n: number) => [
	...[null, null, `realtime:${topic}`, 'broadcast'],
	{
		event: 'change',
		meta: { id: crypto.randomUUID() },
		payload: { n, id: crypto.randomUUID(), table: 'session_meters' }
	}
];
