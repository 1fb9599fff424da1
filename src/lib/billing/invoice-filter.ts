import type { InvoiceStatus } from './invoice.ts';

/** The groups of invoices that a list can be narrowed to, as they stand in the address; none: all. */
export const invoiceGroups = ['open', 'overdue', 'paid', 'canceled'] as const;
export type InvoiceGroup = (typeof invoiceGroups)[number];

const statusesOf: Record<InvoiceGroup, InvoiceStatus[]> = {
	open: ['awaiting', 'partial', 'overdue', 'rejected'],
	overdue: ['overdue'],
	paid: ['paid', 'refunded', 'disputed'],
	canceled: ['canceled']
};

/** @returns null for anything that is no group: the list then shows all */
export function readInvoiceGroup(text: string | null): InvoiceGroup | null {
	return invoiceGroups.find((group) => group === text) ?? null;
}

export function statusesIn(group: InvoiceGroup | null): InvoiceStatus[] {
	return group ? statusesOf[group] : [];
}
