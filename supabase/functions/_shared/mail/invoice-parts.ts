import { formatDate, formatMoney, formatRate } from './formats.ts';
import { markup, type Html } from './html.ts';
import { invoiceWords } from './invoice-words.ts';
import type { Letterhead } from './layout.ts';
import { inlineLogo } from './logo.ts';
import type { InvoiceMail } from './mail-data.ts';
import { linkAgain, linkButton, type Row } from './parts.ts';

/** The reseller's, for whatever it sends. */
export function letterhead({ brand }: Pick<InvoiceMail, 'brand'>): Letterhead {
	return { name: brand.name, color: brand.primary_color, logo: inlineLogo(brand.logo) };
}

export function openCents({ invoice }: InvoiceMail): number {
	return invoice.open_cents;
}

/** What was billed, what lateness added, the total and, when a part is paid, what remains. */
export function billedRows(data: InvoiceMail): Row[] {
	const { locale, invoice, lines } = data;
	const say = invoiceWords[locale];
	const money = (cents: number) => formatMoney(locale, cents);
	const billed = lines.map((line) => ({
		label: say.line[line.kind](line.description),
		detail: line.quantity > 1 ? `${line.quantity} × ${money(line.unit_cents)}` : undefined,
		value: money(line.total_cents)
	}));
	const charges = chargeRows(data);
	const total = { label: say.total, value: money(invoice.total_cents), isTotal: true };
	const isPartlyPaid = invoice.paid_cents > 0 && openCents(data) > 0;
	if (!isPartlyPaid && charges.length === 0) return [...billed, total];
	const parts = [...billed, { ...total, isTotal: false }, ...charges];
	if (openCents(data) === 0)
		return [...parts, { label: say.paid, value: money(invoice.paid_cents), isTotal: true }];
	if (isPartlyPaid) parts.push({ label: say.alreadyPaid, value: `− ${money(invoice.paid_cents)}` });
	return [...parts, { label: say.open, value: money(openCents(data)), isTotal: true }];
}

/** Fine and interest with their rates: as of today while it is open, as they were paid afterwards. */
function chargeRows({ locale, invoice }: InvoiceMail): Row[] {
	const say = invoiceWords[locale];
	const money = (cents: number) => formatMoney(locale, cents);
	const { fine_bps, interest_bps, days_late } = invoice;
	const rows: Row[] = [];
	if (invoice.fine_cents > 0)
		rows.push({
			label: fine_bps ? say.fine(formatRate(locale, fine_bps)) : say.charges,
			value: money(invoice.fine_cents)
		});
	if (invoice.interest_cents > 0)
		rows.push({
			label:
				interest_bps && days_late > 0
					? say.interest(formatRate(locale, interest_bps), days_late)
					: say.charges,
			value: money(invoice.interest_cents)
		});
	return rows;
}

/** The way to the invoice's public page. */
export function payLink(data: InvoiceMail): { html: Html[]; text: string[] } {
	const say = invoiceWords[data.locale];
	const label = openCents(data) > 0 ? say.pay : say.see;
	return {
		html: [
			linkButton(label, data.links.pay, data.brand.primary_color),
			linkAgain(say.payLink, data.links.pay)
		],
		text: [`${label}:`, data.links.pay]
	};
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
