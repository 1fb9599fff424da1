/** What a client has left, as it is announced and as `session_meters` holds it. */
export interface Meter {
	client_id: string;
	quota_left: number;
	extras_left: number;
	/** Both together; null: nothing of it is metered. */
	left: number | null;
	overage: number;
	/** Counts the changes: of two the higher one is later. */
	version: number;
}

/** An announcement of meters: to staff of many clients, to a client's own users of theirs. */
export interface MeterNews extends Partial<Meter> {
	meters?: Meter[];
}

/** @returns null when so many moved that none is named */
export function metersIn(news: MeterNews): Meter[] | null {
	if (news.meters) return news.meters;
	return isMeter(news) ? [news] : null;
}

export function isLater(
	one: Pick<Meter, 'version'>,
	other: Pick<Meter, 'version'> | undefined
): boolean {
	return !other || one.version > other.version;
}

function isMeter(news: MeterNews): news is Meter {
	return typeof news.client_id === 'string' && typeof news.version === 'number';
}
