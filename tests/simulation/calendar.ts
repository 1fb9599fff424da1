/** A day, counted from 1 January 1970. The model's own calendar: shared with nothing that it judges. */
export type Day = number;

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const daysBefore1970 = 719162;

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthLength = (year: number, month: number) =>
	month === 2 && isLeap(year) ? 29 : lengths[month - 1]!;

function daysBefore(year: number): number {
	const past = year - 1;
	return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
}

export function dayOf(year: number, month: number, date: number): Day {
	let days = daysBefore(year) - daysBefore1970 + date - 1;
	for (let earlier = 1; earlier < month; earlier++) days += monthLength(year, earlier);
	return days;
}

export function partsOf(day: Day): { year: number; month: number; date: number } {
	let year = 1970 + Math.floor(day / 365.2425);
	while (dayOf(year, 1, 1) > day) year--;
	while (dayOf(year + 1, 1, 1) <= day) year++;
	let left = day - dayOf(year, 1, 1);
	let month = 1;
	while (left >= monthLength(year, month)) left -= monthLength(year, month++);
	return { year, month, date: left + 1 };
}

export function textOf(day: Day): string {
	const { year, month, date } = partsOf(day);
	const two = (part: number) => String(part).padStart(2, '0');
	return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

/** The agreed date so many months on, or that month's last: 31 January and one month is 28 February. */
export function monthsOn(day: Day, months: number, agreed: number): Day {
	const { year, month } = partsOf(day);
	const at = year * 12 + (month - 1) + months;
	const [inYear, inMonth] = [Math.floor(at / 12), (at % 12) + 1];
	return dayOf(inYear, inMonth, Math.min(agreed, monthLength(inYear, inMonth)));
}

/** The first agreed date that is not before `day`. */
export function firstAgreed(day: Day, agreed: number): Day {
	const sameMonth = monthsOn(day, 0, agreed);
	return sameMonth < day ? monthsOn(day, 1, agreed) : sameMonth;
}

export const dateOf = (day: Day) => partsOf(day).date;

/** Saturday or Sunday: 1 January 1970 was a Thursday. */
export const isWeekend = (day: Day) => (((day + 3) % 7) + 7) % 7 >= 5;

/** By Gauss's rule, with both of its exceptions. */
export function easterOf(year: number): Day {
	const century = Math.floor(year / 100);
	const moon = (15 - Math.floor((13 + 8 * century) / 25) + century - Math.floor(century / 4)) % 30;
	const sun = (4 + century - Math.floor(century / 4)) % 7;
	const afterFull = (19 * (year % 19) + moon) % 30;
	const toSunday = (2 * (year % 4) + 4 * (year % 7) + 6 * afterFull + sun) % 7;
	const isOneLate =
		toSunday === 6 && (afterFull === 29 || (afterFull === 28 && (11 * moon + 11) % 30 < 19));
	return dayOf(year, 3, 22) + afterFull + toSunday - (isOneLate ? 7 : 0);
}

const fixedHolidays = ['1-1', '4-21', '5-1', '9-7', '10-12', '11-2', '11-15', '12-25'];

/** A day on which banks in Brazil are closed; Consciência Negra since Lei 14.759/2023. */
export function isNationalHoliday(day: Day): boolean {
	const { year, month, date } = partsOf(day);
	if (fixedHolidays.includes(`${month}-${date}`)) return true;
	if (month === 11 && date === 20) return year >= 2024;
	return [-48, -47, -2, 60].includes(day - easterOf(year));
}
