import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Bench } from '../../tests/bench/harness/bench.ts';
import { runBench } from '../../tests/bench/harness/run-bench.ts';
import { prepareSources } from '../build.ts';
import { until } from '../interruption.ts';

// `npm run bench` lists what can be measured, `npm run bench -- NAME` measures it, `--rows 10000` on less data,
// `--only P6,P8` just these goals.
// Performance is measured here and printed; no test asserts it.

// Some of what is measured is the app's own code, with its messages.
await prepareSources();

const ending = '.bench.ts';
const names = (await readdir('tests/bench'))
	.filter((file) => file.endsWith(ending))
	.map((file) => file.slice(0, -ending.length))
	.sort();
const { name, rows, only } = asked();

if (!name) {
	for (const each of names)
		process.stdout.write(`${each.padEnd(12)} ${(await load(each)).about}\n`);
	process.exit(0);
}
if (!names.includes(name)) refuse(`unknown: ${name}; there are: ${names.join(', ')}`);
const bench = await load(name);
if (rows && rows > bench.rows) refuse(`--rows cuts: ${name} has ${bench.rows}`);

let isMeasured = false;
await until(async (interruption) => {
	await runBench(name, bench, { rows, only }, interruption);
	isMeasured = true;
});
// A failure is told, and ends the process, by itself.
if (isMeasured) process.exit(0);

function asked(): { name?: string; rows?: number; only?: string[] } {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: { rows: { type: 'string' }, only: { type: 'string' } }
		});
		if (positionals.length > 1)
			refuse('one bench at a time: npm run bench -- NAME [--rows N] [--only GOALS]');
		return {
			name: positionals[0],
			rows: values.rows === undefined ? undefined : size(values.rows),
			only: values.only?.split(',').map((goal) => goal.trim())
		};
	} catch (error) {
		return refuse((error as Error).message);
	}
}

function size(text: string): number {
	const value = Number(text);
	return Number.isInteger(value) && value >= 1000
		? value
		: refuse(`--rows is a number from 1000, not "${text}"`);
}

async function load(each: string): Promise<Bench> {
	const { bench } = (await import(`../../tests/bench/${each}${ending}`)) as { bench: Bench };
	return bench;
}

function refuse(reason: string): never {
	process.stderr.write(`✗ ${reason}\n`);
	process.exit(2);
}
