import { once, type Bench } from './harness/bench.ts';
import { openBuiltApp } from './harness/signed-in-browser.ts';
import { settle } from './seed/seed-clients.ts';
import { measureCommitToCrowd, measureFanOut } from './sessions/fan-out.ts';
import { measureBatches, measureHot, measureSingles } from './sessions/ingest.ts';
import { measureMeters, measureWritesUnderEyes } from './sessions/live-meters.ts';
import { startLoadTool } from './sessions/load-tool.ts';
import { seedMeteredDesk } from './sessions/metered-desk.ts';
import { measurePaintedMeter } from './sessions/painted-meters.ts';
import { measureNeighbour } from './sessions/neighbour.ts';
import { openStage } from './sessions/stage.ts';

const sockets = 1000;

export const bench: Bench = {
	about:
		'sessions: reporting use over HTTP, its counters on a thousand dashboards, noisy neighbours',
	rows: 100_000,
	isDurable: true,
	partsIn(place) {
		const { db, platform, rows, step } = place;
		const desks = once(async () => {
			// The night of somebody else's billing is not part of it.
			await db.query(`update cron.job set active = false where jobname not like '%session%'`);
			const large = await step('clients', () => seedMeteredDesk(db, 'veloz', rows));
			const small = await step('neighbour', () => seedMeteredDesk(db, 'norte', 1000));
			await step('vacuum', () => settle(db));
			return { large, small };
		});
		const tools = once(async () => ({
			one: startLoadTool(platform),
			other: startLoadTool(platform)
		}));
		const stage = once(async () => {
			const { large } = await desks();
			return step('dashboards', () => openStage(place, large, sockets));
		});
		const ingest = async () => ({
			...place,
			...{ tool: (await tools()).one, desk: (await desks()).large }
		});
		return [
			{
				goals: [
					{
						...{ id: 'P1', goal: '>= 1.5', floor: '>= 1.0', unit: 'ratio' },
						text: 'single events over HTTP / best rate of raw durable one-row inserts'
					},
					{
						...{ id: 'P1 p99', goal: '<= 30', floor: '<= 50', unit: 'ms' },
						text: 'until the answer to a single event, at that rate'
					}
				],
				async measure() {
					const around = await ingest();
					const { ratio, p99 } = await step('single events', () => measureSingles(around));
					return { P1: ratio, 'P1 p99': p99 };
				}
			},
			{
				goals: [
					{
						...{ id: 'P2', goal: '>= 0.9', floor: '>= 0.7', unit: 'ratio' },
						text: 'single events over HTTP, all of one client / spread'
					}
				],
				async measure() {
					const around = await ingest();
					return { P2: await step('one hot client', () => measureHot(around)) };
				}
			},
			{
				goals: [
					{
						...{ id: 'P3', goal: '>= 0.6', floor: '>= 0.35', unit: 'ratio' },
						text: 'batches over HTTP / set-based rows with a unique key'
					}
				],
				async measure() {
					const around = await ingest();
					return { P3: await step('batches', () => measureBatches(around)) };
				}
			},
			{
				goals: [
					{
						...{ id: 'P16', goal: '<= 1.5', floor: '<= 3', unit: 'ratio' },
						text: 'p95 of a single event with a neighbour at ten times / alone'
					}
				],
				async measure() {
					const [{ large, small }, { one, other }] = [await desks(), await tools()];
					const both = { victim: small, noisy: large };
					return {
						P16: await step('noisy neighbour', () =>
							measureNeighbour(place, { victim: one, noisy: other }, both)
						)
					};
				}
			},
			{
				goals: [
					{
						...{ id: 'P10', goal: '<= 2', floor: '<= 4', unit: 'ratio' },
						text: 'commit to a thousand subscribers let in by policy, p99 / bare pgoutput and ws'
					},
					{
						...{ id: 'P10 p99', goal: '<= 40', unit: 'ms' },
						text: 'commit to 990 of a thousand subscribers'
					}
				],
				async measure() {
					const around = await stage();
					const { ratio, p99 } = await step('commit to crowd', () =>
						measureCommitToCrowd(place, around)
					);
					return { P10: ratio, 'P10 p99': p99 };
				}
			},
			{
				goals: [
					{
						...{ id: 'P11', goal: '>= 0.8', floor: '>= 0.5', unit: 'ratio' },
						text: 'deliveries a second to a thousand subscribers / bare ws'
					},
					{
						...{ id: 'P11 writes', goal: '>= 0.9', unit: 'ratio' },
						text: 'events recorded a second while a thousand dashboards look on / nobody'
					}
				],
				async measure() {
					const [around, { large, small }, { one }] = [await stage(), await desks(), await tools()];
					return {
						P11: await step('fan-out', () => measureFanOut(place, around)),
						'P11 writes': await step('writes', () =>
							measureWritesUnderEyes(place, one, { watched: large, unwatched: small })
						)
					};
				}
			},
			{
				goals: [
					{
						...{ id: 'counter', goal: '<= 250', unit: 'ms' },
						text: 'event sent to its counter on a dashboard at 1,000 events a second, p95'
					}
				],
				async measure() {
					const [around, { large }, { one }] = [await stage(), await desks(), await tools()];
					const { p95 } = await step('counters at 1,000 events a second', () =>
						measureMeters(place, one, large, around, 1000)
					);
					return { counter: p95 };
				}
			},
			{
				goals: [
					{
						...{ id: 'dashboards', goal: '<= 250', unit: 'ms' },
						text: 'the same with a thousand dashboards on 2,000 events a second, p95 of the last third'
					}
				],
				async measure() {
					const [around, { large }, { one }] = [await stage(), await desks(), await tools()];
					const { p95AtTheEnd } = await step('counters at 2,000 events a second', () =>
						measureMeters(place, one, large, around, 2000)
					);
					return { dashboards: p95AtTheEnd };
				}
			},
			{
				goals: [
					{
						...{ id: 'painted', goal: '<= 250', unit: 'ms' },
						text: 'event sent to its counter painted on the page of the client at 1,000 events a second, p95'
					}
				],
				async measure() {
					const [around, { large }, { one }] = [await stage(), await desks(), await tools()];
					// The crowd is another goal; this one is of one page.
					await around.listeners.leave();
					const app = await step('app and browser', () => openBuiltApp(place.platform));
					const onPage = { desk: large, stage: around, app };
					return {
						painted: await step('a counter painted at 1,000 events a second', () =>
							measurePaintedMeter(place, one, onPage, 1000)
						)
					};
				}
			}
		];
	}
};
