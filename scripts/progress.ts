import { createWriteStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One line per step on standard error, so that standard output stays for results. */
export function say(text: string): void {
	process.stderr.write(`• ${text}\n`);
}

/** Shows a step while it runs and how long it took. Rethrows what the step throws. */
export async function step<T>(text: string, work: () => Promise<T>): Promise<T> {
	const started = performance.now();
	say(`${text} …`);
	const result = await work();
	process.stderr.write(`✓ ${text} (${seconds(performance.now() - started)})\n`);
	return result;
}

export function seconds(milliseconds: number): string {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

const logLimit = 10 * 1024 * 1024;

/** Loggers that write to one file each, so that the terminal stays readable. Files start anew past 10 MB. */
export function fileLog(folder: string): (name: string) => (line: string) => void {
	mkdirSync(folder, { recursive: true });
	return (name) => {
		const file = join(folder, `${name}.log`);
		if (existsSync(file) && statSync(file).size > logLimit) rmSync(file);
		const stream = createWriteStream(file, { flags: 'a' });
		return (line) => stream.write(`${new Date().toISOString()} ${line}\n`);
	};
}
