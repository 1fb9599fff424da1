import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { grantings, mostPacks } from './session-pack.ts';

const count = { error: () => m.error_session_pack_count_invalid() };
const choice = { error: () => m.session_packs_choose() };

const order = {
	requestId: z.guid(),
	/** As `choiceOf` names it. */
	choice: z.string(choice).regex(/^[0-9a-f-]{36}\.\d{1,9}$/, choice),
	packs: z.number(count).int(count).min(1, count).max(mostPacks, count)
};

/** What a client orders by itself. */
export const orderSchema = z.object(order);
export type OrderForm = z.output<typeof orderSchema>;

/** What the staff sell. */
export const saleSchema = z.object({
	...order,
	granting: z.enum(grantings),
	dueOn: z.string().refine(isCalendarDate, { error: () => m.error_invoice_due_required() })
});
export type SaleForm = z.output<typeof saleSchema>;

export const chosenPurchase = z.object({ id: z.guid() });
