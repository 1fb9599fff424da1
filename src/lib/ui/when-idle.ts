/** Whatever else goes on, it is not put off for longer. */
const mostMs = 2_000;

/**
 * Runs something once the browser has nothing more urgent to do: the page stands and answers by then.
 * @returns calls it off
 */
export function whenIdle(run: () => void): () => void {
	// Safari has no idle time to offer; a moment later the page has been drawn there too.
	if (typeof requestIdleCallback === 'undefined') {
		const timer = setTimeout(run, 100);
		return () => clearTimeout(timer);
	}
	const handle = requestIdleCallback(run, { timeout: mostMs });
	return () => cancelIdleCallback(handle);
}
