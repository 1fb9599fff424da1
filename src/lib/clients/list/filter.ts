import { isCalendarDate } from '#lib/format/dates.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { personTypes, type ClientStatus, type PersonType } from '../client.ts';
import { readColumns, writeColumns, type ColumnId } from './columns.ts';

export const statuses = ['active', 'inactive', 'archived'] as const satisfies ClientStatus[];
export const paymentStatuses = ['none', 'settled', 'awaiting', 'overdue'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];
export const collections = ['informal', 'gateway'] as const;
export type Collection = (typeof collections)[number];
export const payers = ['client', 'agency'] as const;
export type Payer = (typeof payers)[number];

export const sorts = [
	...(['created', 'number', 'name', 'trade_name', 'plan', 'status'] as const),
	...(['sessions', 'suspended', 'due', 'last_paid'] as const)
] as const;
export type Sort = (typeof sorts)[number];

/** What to look for among the clients; null, empty text or an empty list: anything. */
export interface ClientFilters {
	/** Words anywhere in name, trade name, e-mail, document, number or phone. */
	search: string;
	name: string;
	tradeName: string;
	number: number | null;
	/** None: all but archived ones. */
	status: ClientStatus[];
	/** Ids of plans; `none` stands for clients without one. */
	plans: string[];
	isSuspended: boolean | null;
	isDelinquent: boolean | null;
	/** First and last day, `yyyy-mm-dd`, in the reseller's zone, both included. */
	createdFrom: string | null;
	createdTo: string | null;
	dueFrom: string | null;
	dueTo: string | null;
	collection: Collection | null;
	paymentStatus: PaymentStatus[];
	payer: Payer | null;
	personType: PersonType | null;
}

/** The list as its address describes it. */
export interface ClientListState {
	filters: ClientFilters;
	sort: Sort;
	isDescending: boolean;
	/** As a link or a saved view asks for; null: as this browser remembers them. */
	columns: ColumnId[] | null;
	/** Parameters that make no sense and are not looked at: `['created_from', '31/02']`. */
	invalid: [name: string, value: string][];
}

/** The `filter` of the database's `list_clients`, `count_clients` and `start_client_batch`. */
export type ClientFilter = Record<string, string | number | boolean | string[]>;

export const noFilters: ClientFilters = {
	search: '',
	name: '',
	tradeName: '',
	number: null,
	status: [],
	plans: [],
	isSuspended: null,
	isDelinquent: null,
	createdFrom: null,
	createdTo: null,
	dueFrom: null,
	dueTo: null,
	collection: null,
	paymentStatus: [],
	payer: null,
	personType: null
};
export const defaultState: ClientListState = {
	filters: noFilters,
	sort: 'created',
	isDescending: true,
	columns: null,
	invalid: []
};
const longestText = 200;
const mostChoices = 50;

/**
 * The list that an address asks for. What makes no sense in it is left out and named in `invalid`;
 * parameters of others are left alone.
 */
export function readListState(given: URLSearchParams | FormData): ClientListState {
	const invalid: ClientListState['invalid'] = [];
	const filters = { ...noFilters };
	for (const field of fields) {
		const texts = given
			.getAll(field.parameter)
			.map((value) => (typeof value === 'string' ? value.trim() : ''))
			.filter(Boolean);
		if (texts.length === 0) continue;
		const text = texts.join(field.isList ? ',' : ' ');
		const value = field.read(text);
		if (value === undefined) invalid.push([field.parameter, text.slice(0, 40)]);
		else Object.assign(filters, { [field.key]: value });
	}
	const order = readOrder(String(given.get('sort') ?? ''));
	if (!order) invalid.push(['sort', String(given.get('sort')).slice(0, 40)]);
	return {
		filters,
		sort: order?.sort ?? defaultState.sort,
		isDescending: order?.isDescending ?? defaultState.isDescending,
		columns: readColumns(String(given.get('columns') ?? '')),
		invalid
	};
}

/** The same list as a query without the question mark, always in the same order; empty for the plain list. */
export function queryOf(state: Partial<Omit<ClientListState, 'invalid'>>): string {
	const { filters, sort, isDescending, columns } = { ...defaultState, ...state };
	const query = new URLSearchParams();
	for (const { key, parameter, write } of fields) {
		const text = write(filters[key]);
		if (text) query.set(parameter, text);
	}
	const order = (isDescending ? '-' : '') + sort;
	if (order !== '-created') query.set('sort', order);
	if (columns) query.set('columns', writeColumns(columns));
	// Commas and colons may stand in a query as they are, and read better.
	return query.toString().replaceAll('%2C', ',');
}

/** What the database's functions are asked for, of an address: `{status: ['active'], plan_id: […]}`. */
export function clientFilterOf(given: URLSearchParams): ClientFilter {
	return filterOf(readListState(given).filters);
}

export function filterOf(filters: ClientFilters): ClientFilter {
	const filter: ClientFilter = {};
	for (const { key, column } of fields) {
		const value = filters[key];
		if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) continue;
		filter[column] = value;
	}
	return filter;
}

/** The filters in use, in the order in which the page shows them. */
export function usedFilters(filters: ClientFilters): (keyof ClientFilters)[] {
	const filter = filterOf(filters);
	return fields.filter(({ column }) => column in filter).map(({ key }) => key);
}

/** The filters without these. */
export function without(filters: ClientFilters, ...keys: (keyof ClientFilters)[]): ClientFilters {
	const some = { ...filters };
	for (const key of keys) Object.assign(some, { [key]: noFilters[key] });
	return some;
}

function readOrder(text: string): { sort: Sort; isDescending: boolean } | null {
	if (!text) return { sort: defaultState.sort, isDescending: defaultState.isDescending };
	const isDescending = text.startsWith('-');
	const sort = sorts.find((one) => one === text.slice(isDescending ? 1 : 0));
	return sort ? { sort, isDescending } : null;
}

interface FilterField {
	key: keyof ClientFilters;
	/** In the address, and as the name of the form's field. */
	parameter: string;
	/** In the database's filter. */
	column: string;
	isList: boolean;
	/** @returns undefined for what makes no sense */
	read: (text: string) => ClientFilters[keyof ClientFilters] | undefined;
	write: (value: ClientFilters[keyof ClientFilters]) => string;
}

// In the order in which the address writes them and the page shows them.
const fields: FilterField[] = [
	field('search', 'q', 'q', readText),
	field('tradeName', 'trade_name', 'trade_name', readText),
	field('name', 'name', 'name', readText),
	field('number', 'number', 'number', readNumber),
	field(
		'status',
		'status',
		'status',
		listOf((one) => has(statuses, one))
	),
	field(
		'plans',
		'plan',
		'plan_id',
		listOf((one) => one === 'none' || isUuid(one))
	),
	field('isSuspended', 'suspended', 'suspended', readAnswer),
	field('isDelinquent', 'delinquent', 'delinquent', readAnswer),
	field('createdFrom', 'created_from', 'created_from', readDate),
	field('createdTo', 'created_to', 'created_to', readDate),
	field('collection', 'collection', 'collection', oneOf(collections)),
	field(
		'paymentStatus',
		'payment',
		'payment_status',
		listOf((one) => has(paymentStatuses, one))
	),
	field('payer', 'payer', 'payer', oneOf(payers)),
	field('personType', 'person_type', 'person_type', oneOf(personTypes)),
	field('dueFrom', 'due_from', 'due_from', readDate),
	field('dueTo', 'due_to', 'due_to', readDate)
];
/** How each filter is called in the address, and in the filter form. */
export const parameterOf = Object.fromEntries(
	fields.map(({ key, parameter }) => [key, parameter])
) as Record<keyof ClientFilters, string>;

function field(
	key: keyof ClientFilters,
	parameter: string,
	column: string,
	read: FilterField['read']
): FilterField {
	return { key, parameter, column, read, isList: Array.isArray(noFilters[key]), write: writeValue };
}

function writeValue(value: ClientFilters[keyof ClientFilters]): string {
	if (value === null) return '';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	return Array.isArray(value) ? value.join(',') : String(value);
}

function readText(text: string): string | undefined {
	// What no name can hold is not worth asking the database for: it would refuse.
	if (text.length > longestText || text.includes('\0')) return undefined;
	return text;
}

function readNumber(text: string): number | undefined {
	return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function readAnswer(text: string): boolean | undefined {
	if (text === 'yes') return true;
	return text === 'no' ? false : undefined;
}

/** A date field reports years such as 0002 while one still types 2026. */
function readDate(text: string): string | undefined {
	return isCalendarDate(text) && text >= '1900' && text < '2200' ? text : undefined;
}

function oneOf<Value extends string>(values: readonly Value[]) {
	return (text: string) => values.find((value) => value === text);
}

function has(values: readonly string[], text: string): boolean {
	return values.includes(text);
}

function listOf(isValid: (one: string) => boolean) {
	return (text: string) => {
		const chosen = [...new Set(text.split(',').map((one) => one.trim()))].filter(Boolean).sort();
		return chosen.length <= mostChoices && chosen.every(isValid) ? chosen : undefined;
	};
}
