import { m } from '#lib/paraglide/messages.js';
import { columnIds, type ColumnId } from './columns.ts';
import { sorts, type Sort } from './filter.ts';

export const columnNames: Record<ColumnId, () => string> = {
	number: m.clients_column_number,
	trade_name: m.clients_trade_name,
	name: m.clients_legal_name,
	plan: m.clients_column_plan,
	status: m.clients_column_status,
	sessions: m.client_list_column_sessions,
	suspended: m.client_list_column_suspended,
	due: m.clients_column_due,
	last_paid: m.clients_column_last_payment,
	created: m.clients_column_created,
	payment: m.client_list_column_payment,
	document: m.clients_column_document,
	email: m.clients_email,
	phone: m.clients_phone,
	city: m.clients_city
};

/** Shorter words for heads above narrow cells. */
export const headNames: Partial<Record<ColumnId, () => string>> = {
	sessions: m.client_list_head_sessions,
	last_paid: m.client_list_head_last_paid,
	payment: m.client_list_head_payment
};

/** Columns that the list can be sorted by. */
export const columnSorts: Partial<Record<ColumnId, Sort>> = {
	number: 'number',
	trade_name: 'trade_name',
	name: 'name',
	plan: 'plan',
	status: 'status',
	sessions: 'sessions',
	suspended: 'suspended',
	due: 'due',
	last_paid: 'last_paid',
	created: 'created'
};

/** Sorts whose first press begins at the far end: the newest, the suspended. */
export const farEndFirst: readonly Sort[] = ['created', 'number', 'last_paid', 'suspended'];
/** Figures and dates stand at the right. */
export const numericColumns: readonly ColumnId[] = [
	'number',
	'sessions',
	'due',
	'last_paid',
	'created'
];

/** Every order in words; on a phone's cards there are no heads to press. */
export function sortOptions(): { value: string; label: string }[] {
	return sorts.flatMap((sort) => {
		const column = columnIds.find((id) => columnSorts[id] === sort)!;
		const name = columnNames[column]();
		return [
			{ value: sort, label: `${name} ↑` },
			{ value: `-${sort}`, label: `${name} ↓` }
		];
	});
}
