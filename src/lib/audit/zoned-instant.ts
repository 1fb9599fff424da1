const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * An instant as ISO 8601 with the offset of the zone, to the second: `2026-11-22T10:22:00-03:00`.
 * @param at ISO 8601
 */
export function zonedInstant(at: string, timeZone: string): string {
	const parts = Object.fromEntries(
		formatter(timeZone)
			.formatToParts(new Date(at))
			.map(({ type, value }) => [type, value])
	);
	const { year, month, day, hour, minute, second, timeZoneName = '' } = parts;
	// "GMT-03:00"; Greenwich itself is "GMT" alone.
	const offset = timeZoneName.slice(3) || '+00:00';
	return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
	const known = formatters.get(timeZone);
	if (known) return known;
	const figures = '2-digit';
	const created = new Intl.DateTimeFormat('en', {
		...{
			year: 'numeric',
			month: figures,
			day: figures,
			hour: figures,
			minute: figures,
			second: figures
		},
		hourCycle: 'h23',
		timeZoneName: 'longOffset',
		timeZone
	});
	formatters.set(timeZone, created);
	return created;
}
