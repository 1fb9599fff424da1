import { isCalendarDate } from '#lib/format/dates.ts';
import { isUuid } from '#lib/format/uuid.ts';
import type { InvoiceMethod, InvoiceStatus } from './invoice.ts';

/** The tabs above all invoices of a reseller, as they stand in the address; none: all. */
export const listTabs = [
	'open',
	'overdue',
	'rejected',
	'partial',
	'paid',
	'refunded',
	'canceled'
] as const;
export type ListTab = (typeof listTabs)[number];

export const listMethods = ['pix', 'boleto', 'card', 'any'] as const;

/** What the list is narrowed to. */
export interface ListFilter {
	status: ListTab | null;
	/** A number, or words of the client. */
	q: string;
	/** Of the due date, `yyyy-mm`. */
	month: string;
	method: (typeof listMethods)[number] | null;
	/** By how many days they are late: `8-15`, or `61-` for that and longer. */
	late: string;
}

/** An invoice in the list of a reseller; cents, `yyyy-mm-dd`. */
export interface ListedInvoice {
	id: string;
	number: number;
	clientId: string;
	clientNumber: number;
	clientName: string;
	clientDocument: string | null;
	kind: 'recurring' | 'one_off' | 'change';
	payer: 'client' | 'agency';
	method: InvoiceMethod | null;
	status: InvoiceStatus;
	issuedOn: string;
	dueOn: string;
	periodStart: string | null;
	periodEnd: string | null;
	paidOn: string | null;
	daysLate: number;
	totalCents: number;
	chargesCents: number;
	paidCents: number;
	refundedCents: number;
	openCents: number;
}

export interface ListSums {
	count: number;
	/** False: there are more than were counted. */
	isAll: boolean;
	totalCents: number;
	paidCents: number;
}

/** What an address asks for; whatever is no filter of ours narrows nothing. */
export function readListFilter(params: URLSearchParams): ListFilter {
	const month = params.get('month') ?? '';
	return {
		status: listTabs.find((tab) => tab === params.get('status')) ?? null,
		q: (params.get('q') ?? '').trim().slice(0, 200),
		month: /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : '',
		method: listMethods.find((method) => method === params.get('method')) ?? null,
		late: readLateness(params.get('late') ?? '') ? (params.get('late') ?? '') : ''
	};
}

/** @returns null for what says no days; `to` is null for that many days and longer */
export function readLateness(text: string): { from: number; to: number | null } | null {
	const [, from, to] = /^([1-9]\d{0,3})-([1-9]\d{0,3})?$/.exec(text) ?? [];
	return from ? { from: Number(from), to: to ? Number(to) : null } : null;
}

/** The same as a query, without what narrows nothing. */
export function listQuery(filter: Partial<ListFilter>, after = ''): string {
	const params = new URLSearchParams();
	for (const [name, value] of Object.entries({ ...filter, after }))
		if (value) params.set(name, value);
	return params.toString();
}

/** What the database takes. */
export function asFilter({ status, q, month, method, late }: ListFilter): Record<string, string> {
	return {
		...(status && { status }),
		...(q && { q }),
		...(month && { month }),
		...(method && { method }),
		...(late && { late })
	};
}

/** Where a page ends: the last of it. Needs no escaping in an address. */
export function writeListCursor({ dueOn, id }: Pick<ListedInvoice, 'dueOn' | 'id'>): string {
	return `${dueOn}_${id}`;
}

/** @returns null for text that no list of ours wrote: the list then begins at its start */
export function readListCursor(text: string | null): { due_on: string; id: string } | null {
	const [dueOn = '', id = '', ...more] = (text ?? '').split('_');
	return isCalendarDate(dueOn) && isUuid(id) && more.length === 0 ? { due_on: dueOn, id } : null;
}
