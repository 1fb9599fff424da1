/** Whoever has not touched the page for so long is not there any more. */
export const idleMs = 5 * 60_000;
const signsOfLife = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * Tells whether somebody is at the page: it is on screen and was touched within five minutes.
 * @param onChange called with the first state at once, then whenever it changes
 * @returns stops watching
 */
export function watchAttention(onChange: (isThere: boolean) => void): () => void {
	let touchedAt = Date.now();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let told: boolean | undefined;

	function look() {
		clearTimeout(timer);
		const left = touchedAt + idleMs - Date.now();
		const isThere = document.visibilityState === 'visible' && left > 0;
		if (isThere) timer = setTimeout(look, left);
		if (told !== isThere) onChange((told = isThere));
	}

	function touch() {
		touchedAt = Date.now();
		if (!told) look();
	}

	function turn() {
		// Whoever comes back to the tab is there.
		if (document.visibilityState === 'visible') touchedAt = Date.now();
		look();
	}

	for (const sign of signsOfLife) addEventListener(sign, touch, { passive: true, capture: true });
	document.addEventListener('visibilitychange', turn);
	look();
	return () => {
		clearTimeout(timer);
		for (const sign of signsOfLife) removeEventListener(sign, touch, { capture: true });
		document.removeEventListener('visibilitychange', turn);
	};
}
