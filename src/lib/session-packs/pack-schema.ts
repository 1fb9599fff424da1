import { z } from 'zod';
import { parseMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';

/** The constraints session_pack_sessions_invalid and session_pack_price_invalid. */
const mostSessions = 1_000_000;
const mostCents = 100_000_000;
const sessionsError = { error: () => m.error_session_pack_sessions_invalid() };
const nameError = { error: () => m.error_session_pack_name_invalid() };

export const packSchema = z
	.object({
		id: z.guid(),
		name: z.string().trim().min(1, nameError).max(80, nameError),
		sessions: z
			.number(sessionsError)
			.int(sessionsError)
			.min(1, sessionsError)
			.max(mostSessions, sessionsError),
		/** As typed. */
		price: z
			.string()
			.trim()
			.max(30)
			.refine(isPrice, { error: () => m.error_session_pack_price_invalid() }),
		inPortal: z.boolean(),
		isActive: z.boolean()
	})
	.refine(({ price, inPortal }) => !inPortal || parseMoney(price) !== 0, {
		path: ['price'],
		error: () => m.error_session_pack_free_in_portal()
	});
export type PackForm = z.output<typeof packSchema>;

export const chosenPack = z.object({ id: z.guid() });

/** All of them, in their new order. */
export const packOrder = z.object({ ids: z.string().max(20_000) });

function isPrice(typed: string): boolean {
	const cents = parseMoney(typed);
	return cents !== null && cents >= 0 && cents <= mostCents;
}
