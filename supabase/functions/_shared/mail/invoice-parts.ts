import { formatDate, formatMoney } from './formats.ts';
import { markup, type Html } from './html.ts';
import { invoiceWords } from './invoice-words.ts';
import type { Letterhead } from './layout.ts';
import { inlineLogo } from './logo.ts';
import type { InvoiceMail } from './mail-data.ts';
import type { Row } from './parts.ts';

/** The reseller's, for whatever it sends. */
export function letterhead({ brand }: Pick<InvoiceMail, 'brand'>): Letterhead {
	return { name: brand.name, color: brand.primary_color, logo: inlineLogo(brand.logo) };
}

export function openCents({ invoice }: InvoiceMail): number {
	return invoice.total_cents - invoice.paid_cents;
}

/** What was billed, the total and, when a part is paid, what remains. */
export function billedRows(data: InvoiceMail): Row[] {
	const { locale, invoice, lines } = data;
	const say = invoiceWords[locale];
	const money = (cents: number) => formatMoney(locale, cents);
	const billed = lines.map((line) => ({
		label: say.line[line.kind](line.description),
		detail: line.quantity > 1 ? `${line.quantity} × ${money(line.unit_cents)}` : undefined,
		value: money(line.total_cents)
	}));
	const total = { label: say.total, value: money(invoice.total_cents), isTotal: true };
	const isPartlyPaid = invoice.paid_cents > 0 && openCents(data) > 0;
	if (!isPartlyPaid) return [...billed, total];
	return [
		...billed,
		{ ...total, isTotal: false },
		{ label: say.alreadyPaid, value: `− ${money(invoice.paid_cents)}` },
		{ label: say.open, value: money(openCents(data)), isTotal: true }
	];
}

/** The service period, where the invoice has one. */
export function periodRow({ locale, invoice }: InvoiceMail): Row[] {
	if (!invoice.period_start || !invoice.period_end) return [];
	const say = invoiceWords[locale];
	const value = say.from(
		formatDate(locale, invoice.period_start),
		formatDate(locale, invoice.period_end)
	);
	return [{ label: say.period, value, isFact: true }];
}

export function footerLines({ locale, brand }: InvoiceMail): string[] {
	const say = invoiceWords[locale];
	return [say.reason(brand.name), brand.reply_to ? say.questions : say.automatic];
}

export function footer(data: InvoiceMail): Html[] {
	return footerLines(data).map((line) => markup`${line}<br />`);
}

export function textRows(entries: Row[]): string[] {
	return entries.map(
		({ label, detail, value }) => `${label}${detail ? ` (${detail})` : ''}: ${value}`
	);
}
