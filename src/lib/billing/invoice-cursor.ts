import { isCalendarDate } from '#lib/format/dates.ts';
import { isUuid } from '#lib/format/uuid.ts';

/** Where a page of invoices ends: the last of it. */
export interface InvoiceCursor {
	dueOn: string;
	id: string;
}

/** Needs no escaping in a URL. */
export function writeInvoiceCursor({ dueOn, id }: InvoiceCursor): string {
	return `${dueOn}_${id}`;
}

/** @returns null for text that no list of ours wrote: the list then begins at its start */
export function readInvoiceCursor(text: string | null): InvoiceCursor | null {
	const [dueOn = '', id = '', ...more] = (text ?? '').split('_');
	return isCalendarDate(dueOn) && isUuid(id) && more.length === 0 ? { dueOn, id } : null;
}
