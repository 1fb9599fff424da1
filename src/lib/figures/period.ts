/** The periods that one looks at, as they stand in the address; the first is meant where it says none. */
export const periods = ['month', 'last-month', 'quarter', 'year'] as const;
export type PeriodName = (typeof periods)[number];

/** First and last day, `yyyy-mm-dd`, both included. */
export interface Period {
	from: string;
	to: string;
}

export function readPeriod(query: URLSearchParams): PeriodName {
	return periods.find((name) => name === query.get('period')) ?? 'month';
}

/** @param today of the reseller; whatever goes on ends with it */
export function periodOf(name: PeriodName, today: string): Period {
	if (name === 'last-month')
		return { from: monthStart(today, -1), to: dayBefore(monthStart(today, 0)) };
	const back = { month: 0, quarter: -2, year: -11 }[name];
	return { from: monthStart(today, back), to: today };
}

function monthStart(day: string, months: number): string {
	const [year, month] = day.split('-').map(Number) as [number, number];
	return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

function dayBefore(day: string): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
