import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { resolveDeno } from '../../../local/functions/deno-binary.ts';

export interface RunningFunction {
	url: string;
	/** As a machine that loses power would. */
	kill(): Promise<void>;
}

/** The function of that name as it is deployed, in Deno, with no more rights than hosted gives it. */
export async function runFunction(
	name: string,
	environment: Record<string, string>
): Promise<RunningFunction> {
	const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
	const child = spawn(
		resolveDeno(),
		[
			'run',
			'--no-prompt',
			'--no-check',
			'--no-lock',
			'--node-modules-dir=manual',
			'--allow-env',
			'--allow-net',
			'--allow-sys',
			`--allow-read=${at('../../../..')}`,
			`--config=${at(`../../${name}/deno.json`)}`,
			at(`../../${name}/index.ts`)
		],
		{
			env: {
				HOME: process.env.HOME ?? '/tmp',
				NO_COLOR: '1',
				DENO_NO_UPDATE_CHECK: '1',
				DENO_SERVE_ADDRESS: 'tcp:127.0.0.1:0',
				...environment
			},
			stdio: ['ignore', 'pipe', 'pipe']
		}
	);
	const exited = once(child, 'exit');
	const url = await new Promise<string>((resolve, reject) => {
		let output = '';
		const read = (chunk: Buffer) => {
			output += chunk.toString();
			const port = /Listening on \S*:(\d+)/.exec(output)?.[1];
			if (port) resolve(`http://127.0.0.1:${port}/${name}`);
		};
		child.stdout.on('data', read);
		child.stderr.on('data', read);
		child.on('exit', () => reject(new Error(`the function did not start: ${output}`)));
	});
	return {
		url,
		async kill() {
			child.kill('SIGKILL');
			await exited;
		}
	};
}
