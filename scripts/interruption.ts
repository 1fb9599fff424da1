export interface Interruption {
	/** Registers what was started; stopped in reverse order, also when it comes after the interruption. */
	onStop(stop: () => Promise<void>): void;
	/** Aborted by Ctrl-C, SIGTERM, or the end of our parent: what is under way should give up. */
	interrupted: AbortSignal;
}

type Work = (interruption: Interruption) => Promise<void>;

/**
 * Runs a long-lived command until Ctrl-C, SIGTERM, the end of our parent, or a failure, then stops all that it started.
 * Exit code 0, or 1 after a failure. Errors are shown in one line, with their stack where BALCAO_DEBUG is set.
 */
export async function until(work: Work): Promise<void> {
	const stops: (() => Promise<void>)[] = [];
	const interruption = new AbortController();
	let isEnding = false;

	const stopAll = async () => {
		for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch(tell);
	};
	const end = async (code: number) => {
		if (isEnding) return;
		isEnding = true;
		interruption.abort(new Error('interrupted'));
		await stopAll();
		// What was just being started has noticed by now, and may have left something more to stop.
		await working;
		await stopAll();
		process.exit(code);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
		process.on(signal, () => void end(0));
	// run.mjs holds the other end: it closes when run.mjs is killed.
	process.stdin.on('end', () => void end(0)).resume();
	// A reader that is gone (a closed terminal, `| head`) must not keep us from stopping.
	for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

	const working = work({
		onStop: (stop) => void stops.push(stop),
		interrupted: interruption.signal
	}).catch((error: Error) => {
		if (interruption.signal.aborted) return;
		tell(error);
		void end(1);
	});
	await working;
}

function tell(error: Error): void {
	process.stderr.write(`✗ ${process.env.BALCAO_DEBUG ? error.stack : error.message}\n`);
}
