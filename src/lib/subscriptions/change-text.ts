import { m } from '#lib/paraglide/messages.js';
import type { ChangeKind, ChangeName, SubscriptionChange } from './subscription-change.ts';
import type { SubscriptionMethod } from './subscription.ts';

const actions: Record<ChangeName, () => string> = {
	plan: m.subscriptions_do_plan,
	'billing-day': m.subscriptions_do_billing_day,
	method: m.subscriptions_do_method,
	adjustment: m.subscriptions_do_adjustment,
	renew: m.subscriptions_do_renew,
	pause: m.subscriptions_do_pause,
	resume: m.subscriptions_do_resume,
	cancel: m.subscriptions_do_cancel,
	'end-adjustment': m.subscriptions_do_end_adjustment
};
const explanations: Record<ChangeName, () => string> = {
	plan: m.subscriptions_about_plan,
	'billing-day': m.subscriptions_about_billing_day,
	method: m.subscriptions_about_method,
	adjustment: m.subscriptions_about_adjustment,
	renew: m.subscriptions_about_renew,
	pause: m.subscriptions_about_pause,
	resume: m.subscriptions_about_resume,
	cancel: m.subscriptions_about_cancel,
	'end-adjustment': m.subscriptions_about_end_adjustment
};
const kinds: Record<ChangeKind, () => string> = {
	plan: m.subscriptions_kind_plan,
	plan_at_renewal: m.subscriptions_kind_plan_at_renewal,
	billing_day: m.subscriptions_kind_billing_day,
	renew: m.subscriptions_kind_renew,
	method: m.subscriptions_kind_method,
	pause: m.subscriptions_kind_pause,
	resume: m.subscriptions_kind_resume,
	cancel: m.subscriptions_kind_cancel,
	cancel_at_end: m.subscriptions_kind_cancel_at_end,
	add_adjustment: m.subscriptions_kind_add_adjustment,
	end_adjustment: m.subscriptions_kind_end_adjustment
};
const states: Record<SubscriptionChange['state'], () => string> = {
	scheduled: m.subscriptions_state_scheduled,
	applied: m.subscriptions_state_applied,
	undone: m.subscriptions_state_undone
};
const methods: Record<SubscriptionMethod, () => string> = {
	pix: m.billing_method_pix,
	boleto: m.billing_method_boleto,
	card: m.billing_method_card
};

/** "Trocar de plano": what a button offers. */
export const changeAction = (name: ChangeName) => actions[name]();
/** One sentence on what it does. */
export const changeExplanation = (name: ChangeName) => explanations[name]();
/** "Troca de plano": what happened. */
export const changeKindText = (kind: ChangeKind) => kinds[kind]();
export const changeStateText = (state: SubscriptionChange['state']) => states[state]();
/** How its invoices ask to be paid. */
export const methodText = (method: SubscriptionMethod | null) =>
	method ? methods[method]() : m.subscriptions_method_of_client();
