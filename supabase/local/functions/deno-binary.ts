import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** There is no Deno for this machine. The message is one line for the person at the terminal. */
export class DenoMissingError extends Error {}

/**
 * The Deno that npm installed. The wrapper package `deno` finds its binary in an install script, which npm does not
 * run unless told to; the platform's own package needs none.
 * @returns absolute path of the executable
 * @throws DenoMissingError
 */
export function resolveDeno(): string {
	const name = `@deno/${platform()}`;
	try {
		const fromWrapper = createRequire(createRequire(import.meta.url).resolve('deno/package.json'));
		const folder = dirname(fromWrapper.resolve(`${name}/package.json`));
		return join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno');
	} catch {
		throw new DenoMissingError(
			`edge functions need Deno, and npm package ${name} is not installed`
		);
	}
}

function platform(): string {
	const base = `${process.platform}-${process.arch}`;
	return process.platform === 'linux' ? `${base}-glibc` : base;
}
