const unitSeconds: Record<string, number> = {
	ns: 1e-9,
	us: 1e-6,
	µs: 1e-6,
	ms: 1e-3,
	s: 1,
	m: 60,
	h: 3600
};

/**
 * Durations as Go writes them, which config.toml uses: `1h30m`, `500ms`, `0`.
 * @returns seconds, or null when the text is no duration
 */
export function durationSeconds(text: string): number | null {
	if (text === '0') return 0;
	if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return null;
	const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
	return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * unitSeconds[unit], 0);
}
