/** Of the runtime of edge functions; plain Deno has none and just goes on. */
interface EdgeRuntime {
	waitUntil(work: Promise<unknown>): void;
}

/** Goes on after the answer has left. A failure is logged: nobody waits for it. */
export function inBackground(what: string, work: Promise<unknown>): void {
	const settled = work.catch((error: unknown) => {
		console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
	});
	const runtime = (globalThis as { EdgeRuntime?: EdgeRuntime }).EdgeRuntime;
	runtime?.waitUntil(settled);
}
