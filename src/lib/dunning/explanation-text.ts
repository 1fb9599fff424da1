import { formatDate } from '#lib/format/dates.ts';
import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import type { HistoryEntry, NextStep, ReleaseRefusal, SubscriptionDunning } from './explanation.ts';

/** "em 3 dias, em 26/11/2026": when a step comes. */
export function whenText({ inDays, on }: NextStep, locale: string): string {
	const date = formatDate(on, locale);
	if (inDays <= 0) return m.dunning_when_today({ date });
	return inDays === 1 ? m.dunning_when_tomorrow({ date }) : m.dunning_when({ count: inDays, date });
}

export function stepText(step: NextStep): string {
	if (step.kind === 'reminder') return m.dunning_step_reminder();
	if (step.kind === 'notice') return m.dunning_step_notice();
	return step.kind === 'block' ? m.dunning_step_block() : m.dunning_step_release_end();
}

/** What to know first: blocked since when and for what, or what comes and when. */
export function leadText(
	{ block, invoice, next, release }: SubscriptionDunning,
	payer: 'client' | 'agency',
	locale: string
): string {
	const date = (on: string) => formatDate(on, locale);
	if (block && invoice)
		return m.dunning_lead_blocked({ date: date(block.blockedOn), number: invoice.number });
	if (release) return m.dunning_lead_released({ date: date(release.untilOn) });
	if (payer === 'agency') return m.dunning_lead_agency();
	const blocking = next.find(({ kind }) => kind === 'block');
	if (blocking) return m.dunning_lead_blocks({ when: whenText(blocking, locale) });
	return m.dunning_lead_late();
}

/** "Bloqueia 15 dias depois do vencimento (padrão da revenda) + 4 de carência do plano." */
export function ruleText({ rule }: SubscriptionDunning): string {
	const parts = [
		rule.blockOf === 'client'
			? m.dunning_rule_own({ count: rule.blockDays })
			: m.dunning_rule_default({ count: rule.blockDays })
	];
	if (rule.graceDays > 0) parts.push(m.dunning_rule_grace({ count: rule.graceDays }));
	if (rule.minNoticeDays > 0) parts.push(m.dunning_rule_notice({ count: rule.minNoticeDays }));
	return parts.join(' ');
}

const reasons: Record<string, () => string> = {
	paid: m.dunning_restored_paid,
	released: m.dunning_restored_released,
	canceled_invoice: m.dunning_restored_canceled,
	due_changed: m.dunning_restored_due,
	manual: m.dunning_restored_manual
};

export function historyText(entry: HistoryEntry, locale: string): string {
	const { days = 0, by, was, isNow } = entry;
	const person = by ?? m.dunning_somebody();
	const date = (on: string | undefined) => (on ? formatDate(on, locale) : '—');
	switch (entry.kind) {
		case 'issued':
			return m.dunning_history_issued();
		case 'reminded':
			if (days === 0) return m.dunning_history_reminded_due();
			return days < 0
				? m.dunning_history_reminded_before({ count: -days })
				: m.dunning_history_reminded_after({ count: days });
		case 'notified':
			return m.dunning_history_notified({ count: days });
		case 'blocked':
			return m.dunning_history_blocked({ count: days });
		case 'restored':
			return m.dunning_history_restored({ reason: reasons[entry.reason ?? '']?.() ?? '' });
		case 'released':
			if (was === 'client') return m.dunning_history_released_self({ date: date(entry.untilOn) });
			return by
				? m.dunning_history_released_by({ date: date(entry.untilOn), person })
				: m.dunning_history_released({ date: date(entry.untilOn) });
		case 'release_kept':
			return m.dunning_history_kept();
		case 'release_broken':
			return m.dunning_history_broken();
		case 'due_changed':
			return m.dunning_history_due({ was: date(was), now: date(isNow), person });
		case 'pending_days_changed':
			return m.dunning_history_pending_days({ was: own(was), now: own(isNow), person });
		case 'block_days_changed':
			return m.dunning_history_block_days({ was: own(was), now: own(isNow), person });
		case 'reseller_pending_days_changed':
			return m.dunning_history_pending_default({ was: own(was), now: own(isNow), person });
		case 'reseller_block_days_changed':
			return m.dunning_history_block_default({ was: own(was), now: own(isNow), person });
		case 'min_notice_days_changed':
			return m.dunning_history_min_notice({ was: own(was), now: own(isNow), person });
		case 'grace_changed':
			return m.dunning_history_grace({ was: own(was), now: own(isNow), person });
		case 'held':
			return m.dunning_history_held({ date: date(entry.untilOn), person });
		case 'hold_ended':
			return m.dunning_history_hold_ended({ person });
	}
}

/** Days of this client; without them the reseller's hold. */
const own = (days: string | undefined) => days ?? m.dunning_default();

/** Why it may not be released, where that is worth saying; the rest nobody would ask. */
export function refusalText(refusal: ReleaseRefusal | null, locale: string): string | null {
	if (!refusal) return null;
	const { params } = refusal;
	const date = (name: string) => formatDate(String(params[name]), locale);
	switch (refusal.code) {
		case 'release_other_late':
			return m.dunning_refused_other({
				number: Number(params.number),
				amount: formatMoney(Number(params.openCents), locale)
			});
		case 'release_limit_reached':
			return m.dunning_refused_limit({ date: date('againOn') });
		default:
			return null;
	}
}
