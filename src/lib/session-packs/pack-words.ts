import { figures } from '#lib/clients/client-count.ts';
import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Tone } from '#lib/ui/Badge.svelte';
import type { PackOffer, PurchaseState, SessionPurchase } from './session-pack.ts';

const stateTexts: Record<PurchaseState, () => string> = {
	awaiting: m.session_packs_state_awaiting,
	granted: m.session_packs_state_granted,
	taken_back: m.session_packs_state_taken_back,
	canceled: m.session_packs_state_canceled
};

export const stateTones: Record<PurchaseState, Tone> = {
	awaiting: 'info',
	granted: 'positive',
	taken_back: 'caution',
	canceled: 'neutral'
};

export function stateText(state: PurchaseState): string {
	return stateTexts[state]();
}

export function sessionsText(count: number): string {
	return m.session_packs_sessions({ count, figures: figures(count) });
}

export function priceText(cents: number): string {
	return cents === 0 ? m.session_packs_free() : formatMoney(cents, getLocale());
}

/** What one session of it costs; packs are compared by parts of a cent. */
export function sessionPriceText({
	sessions,
	priceCents
}: Pick<PackOffer, 'sessions' | 'priceCents'>): string {
	return new Intl.NumberFormat(getLocale(), {
		style: 'currency',
		currency: 'BRL',
		maximumFractionDigits: 4
	}).format(priceCents / 100 / sessions);
}

/** "2 × 100 sessões", what was bought. */
export function boughtText({
	packs,
	packSessions
}: Pick<SessionPurchase, 'packs' | 'packSessions'>): string {
	const sessions = sessionsText(packSessions);
	return packs === 1 ? sessions : `${packs} × ${sessions}`;
}

/** What became of a purchase that was taken back; null for any other. */
export function takenBackText({ state, sessions, takenBack }: SessionPurchase): string | null {
	if (state !== 'taken_back') return null;
	if (takenBack === sessions) return m.session_packs_taken_back_all();
	return m.session_packs_taken_back_part({
		...{ count: takenBack, figures: figures(takenBack) },
		used: figures(sessions - takenBack)
	});
}
