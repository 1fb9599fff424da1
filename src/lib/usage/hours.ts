export interface BusyHour {
	used: number;
	/** ISO 8601, when the hour began. */
	at: string;
}

export interface HoursSummary {
	total: number;
	/** In the hour that goes on. */
	now: number;
	/** The latest of those with most use; null without any. */
	peak: BusyHour | null;
}

/**
 * What there is to say about use by the hour.
 * @param hours oldest first @param lastHour ISO 8601, when the last of them began
 */
export function summariseHours(hours: readonly number[], lastHour: string): HoursSummary {
	const most = Math.max(0, ...hours);
	const place = hours.lastIndexOf(most);
	return {
		total: hours.reduce((sum, used) => sum + used, 0),
		now: hours.at(-1) ?? 0,
		peak: most > 0 ? { used: most, at: hourAt(place, hours.length, lastHour) } : null
	};
}

/** When the hour at that place began, ISO 8601. */
export function hourAt(place: number, count: number, lastHour: string): string {
	return new Date(Date.parse(lastHour) - (count - 1 - place) * 3_600_000).toISOString();
}
