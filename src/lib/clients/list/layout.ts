import { areDefault, type ColumnId } from './columns.ts';

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

/** Those that have a place of their own on a phone's card; the others that somebody chose follow below, each with its name. */
const onCard: readonly ColumnId[] = ['number', 'status', 'due', 'plan'];

export interface ColumnLayout {
	id: ColumnId;
	/** The one that opens the client. */
	isMain: boolean;
	/** On a phone its cell says its name. */
	isLabelled: boolean;
}

export interface ListLayout {
	/** The column that opens the client. */
	main: ColumnId;
	columns: ColumnLayout[];
	/** Of the scrolling frame around the table; list.css knows the rest. */
	frame: string;
	/** Of the other name below the main one: only where that has no column. */
	subtitle: string;
}

/** The usual columns give way as the list gets narrower; columns that somebody chose stay, and the list scrolls sideways. */
export function layoutOf(columns: readonly ColumnId[]): ListLayout {
	const isUsual = areDefault(columns);
	const main = columns.find((id) => id === 'trade_name' || id === 'name') ?? 'trade_name';
	const hasBoth = columns.includes('trade_name') && columns.includes('name');
	return {
		main,
		columns: columns.map((id) => {
			const isMain = id === main;
			return { id, isMain, isLabelled: !isMain && !isUsual && !onCard.includes(id) };
		}),
		frame: isUsual ? 'client-list-usual overflow-visible!' : frameFor(columns),
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
