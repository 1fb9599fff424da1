/**
 * Runs a long-lived command: what was started is stopped in reverse order on Ctrl-C, SIGTERM, the end of our parent,
 * or a failure. Errors that are meant for people are shown in one line.
 */
export async function until(
	work: (onStop: (stop: () => Promise<void>) => void) => Promise<void>
): Promise<void> {
	const stops: (() => Promise<void>)[] = [];
	let stopping: Promise<void> | undefined;
	const stopAll = () =>
		(stopping ??= (async () => {
			for (const stop of stops.reverse()) await stop();
		})());
	const end = async (code: number) => {
		await stopAll().catch((error) => process.stderr.write(`✗ ${error.message}\n`));
		process.exit(code);
	};
	process.on('SIGINT', () => void end(0));
	process.on('SIGTERM', () => void end(0));
	// run.mjs holds the other end: it closes when run.mjs is killed.
	process.stdin.on('end', () => void end(0)).resume();

	try {
		await work((stop) => {
			if (stopping) void stop();
			else stops.push(stop);
		});
	} catch (error) {
		if (stopping) return;
		process.stderr.write(
			`✗ ${process.env.BALCAO_DEBUG ? (error as Error).stack : (error as Error).message}\n`
		);
		await end(1);
	}
}
