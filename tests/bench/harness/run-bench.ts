import pg from 'pg';
import type { Interruption } from '../../../scripts/interruption.ts';
import { seconds, step } from '../../../scripts/progress.ts';
import { startThrowAwayPlatform } from '../../support/platform.ts';
import type { Bench } from './bench.ts';
import { goalLine } from './goal.ts';
import { loadLine, machineLine } from './machine.ts';
import { table } from './table.ts';

/**
 * Runs a bench on a platform of its own and prints, on standard output, what was measured and one line per goal.
 * @param name as it is asked for
 * @param only ids of goals: just the parts that measure one of them
 * @throws Error when the bench fails, leaves a goal without a value or has none of those asked for
 */
export async function runBench(
	name: string,
	bench: Bench,
	{ rows = bench.rows, only }: { rows?: number; only?: readonly string[] },
	{ onStop, interrupted }: Interruption
): Promise<void> {
	const started = performance.now();
	const platform = await step('platform', () => startThrowAwayPlatform(bench.isDurable));
	let stopping: Promise<void> | undefined;
	const stop = () => (stopping ??= platform.stop());
	onStop(stop);
	const db = new pg.Client(platform.stack.databaseUrl('supabase_admin'));
	// A platform that is being stopped takes its connections with it; whoever waits for a query hears of it there.
	db.on('error', () => {});
	try {
		await db.connect();
		say(`${name}: ${bench.about}`, await machineLine(db), `before: ${loadLine()}`);
		const all = bench.partsIn({
			platform,
			db,
			rows,
			step(text, work) {
				interrupted.throwIfAborted();
				return step(text, work);
			},
			print: (title, head, lines) => say('', title, table(head, lines))
		});
		const parts = only ? all.filter(({ goals }) => goals.some(({ id }) => only.includes(id))) : all;
		if (parts.length === 0) throw new Error(`no goal ${only?.join(', ')} in ${name}`);
		const values: Record<string, number> = {};
		for (const part of parts) Object.assign(values, await part.measure());
		say('', `after: ${loadLine()}; ${seconds(performance.now() - started)} in all`, '');
		const cut = rows < bench.rows ? { rows, of: bench.rows } : undefined;
		for (const goal of parts.flatMap(({ goals }) => goals))
			say(goalLine(goal, valueOf(goal.id, values), cut));
		await db.end();
	} finally {
		await stop();
	}
}

function valueOf(id: string, values: Record<string, number>): number {
	const value = values[id];
	if (value === undefined || !Number.isFinite(value)) throw new Error(`${id} was not measured`);
	return value;
}

function say(...lines: string[]): void {
	process.stdout.write(`${lines.join('\n')}\n`);
}
