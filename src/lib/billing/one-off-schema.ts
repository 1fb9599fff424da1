import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { hasUnstorable, oneLine } from '#lib/format/plain-text.ts';
import { m } from '#lib/paraglide/messages.js';
import { mostLines } from './one-off.ts';

const price = { error: () => m.error_invoice_line_price_invalid() };
const quantity = { error: () => m.error_invoice_line_quantity_invalid() };
const description = { error: () => m.error_invoice_line_description_invalid() };

/** "Fatura avulsa". The bounds are those of public.invoice_lines; which due dates are allowed the database says. */
export const oneOffSchema = z.object({
	/** Made once with the page: however often it is sent, one invoice is issued. */
	requestId: z.guid(),
	dueOn: z.string().refine(isCalendarDate, { error: () => m.error_date_invalid() }),
	lines: z
		.array(
			z.object({
				description: z
					.string()
					.transform(oneLine)
					.refine(
						(text) => text.length >= 1 && text.length <= 200 && !hasUnstorable(text),
						description
					),
				quantity: z.number(quantity).int(quantity).min(1, quantity).max(9999, quantity),
				/** Null: nothing typed yet. */
				unitCents: z
					.number(price)
					.int(price)
					.min(1, price)
					.max(100_000_000, price)
					.nullable()
					.refine((cents): boolean => cents !== null, price)
			})
		)
		.min(1, { error: () => m.error_invoice_lines_invalid() })
		.max(mostLines, { error: () => m.error_invoice_lines_invalid() })
});

export type OneOffForm = z.output<typeof oneOffSchema>;
