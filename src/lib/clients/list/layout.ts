import { areDefault, type ColumnId } from './columns.ts';

/**
 * The usual columns give way as the list gets narrower, the least telling first; the name then says both names.
 * Columns that somebody chose stay, and the list scrolls sideways where they do not fit.
 */
const givesWay: Partial<Record<ColumnId, string>> = {
	name: '@max-[69rem]:hidden',
	sessions: '@max-[50rem]:hidden',
	suspended: '@max-[74rem]:hidden',
	last_paid: '@max-[50rem]:hidden',
	created: '@max-[58rem]:hidden'
};

/** What a column needs, in rem. */
const widths: Record<ColumnId, number> = {
	number: 4,
	trade_name: 10,
	name: 10,
	plan: 8,
	status: 8,
	sessions: 6,
	suspended: 6,
	due: 6.5,
	last_paid: 6.5,
	created: 6.5,
	payment: 7,
	document: 9,
	email: 10,
	phone: 8.5,
	city: 9
};

/** Where on a phone's card a cell stands; others follow below, each with its name. */
const onCard: Partial<Record<ColumnId, string>> = {
	number: 'max-md:hidden',
	status: 'max-md:order-4 max-md:col-start-2',
	due: 'max-md:order-5 max-md:col-start-3 max-md:justify-self-end max-md:text-[0.8125rem]',
	plan: 'max-md:order-6 max-md:col-span-2 max-md:col-start-2 max-md:text-[0.8125rem] max-md:text-muted'
};
const labelled =
	'max-md:order-7 max-md:col-span-2 max-md:col-start-2 max-md:flex max-md:justify-between max-md:gap-3 max-md:text-[0.8125rem] max-md:before:text-muted max-md:before:content-[attr(data-label)]';
const mainOnCard = 'max-md:order-2 max-md:col-start-2';

export interface ColumnLayout {
	id: ColumnId;
	/** The one that opens the client. */
	isMain: boolean;
	/** Of its cells and its head. */
	class: string;
	/** On a phone its cell says its name. */
	isLabelled: boolean;
}

export interface ListLayout {
	/** The column that opens the client. */
	main: ColumnId;
	columns: ColumnLayout[];
	/** Of the scrolling frame around the table. */
	frame: string;
	/** Of the other name below the main one: only where that has no column. */
	subtitle: string;
}

export function layoutOf(columns: readonly ColumnId[]): ListLayout {
	const isUsual = areDefault(columns);
	const main = columns.find((id) => id === 'trade_name' || id === 'name') ?? 'trade_name';
	const hasBoth = columns.includes('trade_name') && columns.includes('name');
	return {
		main,
		columns: columns.map((id) => {
			const isMain = id === main;
			const isLabelled = !isMain && !isUsual && !onCard[id];
			const hidesOnCard = isUsual && !isMain && !onCard[id];
			const classes = [
				isUsual && givesWay[id],
				isMain ? mainOnCard : (onCard[id] ?? (hidesOnCard ? 'max-md:hidden' : labelled))
			];
			return { id, isMain, isLabelled, class: classes.filter(Boolean).join(' ') };
		}),
		frame: isUsual ? 'overflow-visible!' : frameFor(columns),
		subtitle: !hasBoth ? '' : isUsual ? '@min-[69rem]:hidden' : 'hidden'
	};
}

/** Scrolls sideways only where the columns do not fit: a frame that scrolls holds the sticky head back. */
function frameFor(columns: readonly ColumnId[]): string {
	const frame = 6 + columns.reduce((sum, id) => sum + widths[id], 0);
	if (frame <= 44) return 'overflow-visible!';
	const own = '[&_th]:top-0!';
	if (frame <= 60) return `${own} @min-[60rem]:overflow-visible! @min-[60rem]:[&_th]:top-14!`;
	if (frame <= 70) return `${own} @min-[70rem]:overflow-visible! @min-[70rem]:[&_th]:top-14!`;
	if (frame <= 78) return `${own} @min-[78rem]:overflow-visible! @min-[78rem]:[&_th]:top-14!`;
	return own;
}
