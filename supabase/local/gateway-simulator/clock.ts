/** Time as the simulator sees it; tests bring their own. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** @returns what calls it off */
	after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
	now: Date.now,
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	}
};

const parts = new Intl.DateTimeFormat('sv-SE', {
	timeZone: 'America/Sao_Paulo',
	dateStyle: 'short',
	timeStyle: 'medium'
});

/** `2026-11-22 23:59:58`, as the provider writes instants: Brasília time, no zone. */
export function brasiliaTime(now: number): string {
	return parts.format(now);
}

/** `2026-11-22` */
export function brasiliaDate(now: number): string {
	return brasiliaTime(now).slice(0, 10);
}
