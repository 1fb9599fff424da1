const milliseconds: Record<string, number> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	μs: 1e-3,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000
};

/** Go's notation of a length of time (`24h`, `1h30m`, `-1.5s`) in milliseconds; undefined if it is none. */
export function goDuration(text: string): number | undefined {
	if (text === '0') return 0;
	const parts = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text);
	if (!parts) return undefined;
	let total = 0;
	for (const [, amount, unit] of parts[2].matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g))
		total += Number(amount) * milliseconds[unit];
	// Beyond what Go's 64 bits of nanoseconds hold.
	if (total > 2 ** 63 / 1e6) return undefined;
	return parts[1] === '-' ? -total : total;
}
