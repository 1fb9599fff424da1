/** Longer than browsers ever hold back the timers of a hidden tab. */
const sleptMs = 90_000;
const tickMs = 10_000;

/**
 * Notices that the computer slept or the network came back: connections may be dead then without knowing it.
 * @returns stops watching
 */
export function watchWaking(onWake: () => void): () => void {
	let seenAt = Date.now();

	function look() {
		const slept = Date.now() - seenAt > sleptMs;
		seenAt = Date.now();
		if (slept) onWake();
	}

	const timer = setInterval(look, tickMs);
	addEventListener('online', onWake);
	document.addEventListener('visibilitychange', look);
	return () => {
		clearInterval(timer);
		removeEventListener('online', onWake);
		document.removeEventListener('visibilitychange', look);
	};
}
