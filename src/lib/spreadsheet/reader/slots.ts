export interface Slots {
	/**
	 * Waits for a free place.
	 * @returns gives the place back; null when none came free in time
	 */
	take(patienceMs: number): Promise<(() => void) | null>;
}

/** So many at once; others wait their turn. */
export function createSlots(places: number): Slots {
	let free = places;
	const waiting: (() => void)[] = [];
	return {
		take(patienceMs) {
			if (free > 0) {
				free -= 1;
				return Promise.resolve(giveBackOnce());
			}
			return new Promise((settle) => {
				const timer = setTimeout(() => {
					waiting.splice(waiting.indexOf(turn), 1);
					settle(null);
				}, patienceMs);
				const turn = () => {
					clearTimeout(timer);
					settle(giveBackOnce());
				};
				waiting.push(turn);
			});
		}
	};

	function giveBackOnce(): () => void {
		let isGiven = false;
		return () => {
			if (isGiven) return;
			isGiven = true;
			const next = waiting.shift();
			if (next) next();
			else free += 1;
		};
	}
}
