import { formatDate, formatInstant } from '#lib/format/dates.ts';
import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Standing } from './standing.ts';

export type ReasonKey =
	| 'active'
	| 'inactive'
	| 'suspended'
	| 'delinquent'
	| 'archived'
	| 'settled'
	| 'awaiting'
	| 'overdue';

/** One sentence, and the invoice that it names: `say` puts the words of the link where they belong. */
export interface Sentence {
	say: (invoice: string) => string;
	invoice?: { id: string; number: number };
}

/** A status and why it is so: what happened, and the rule behind it. */
export interface Reason {
	key: ReasonKey;
	sentences: Sentence[];
	rule?: string;
}

export interface Place {
	locale: string;
	timeZone: string;
	isAnonymised: boolean;
}

/** The statuses of a client in the order in which they are shown, each with its "por quê?". */
export function reasonsOf(standing: Standing, place: Place): Reason[] {
	const { archived, suspended, delinquent } = standing;
	return [
		...(archived ? [archivedReason(archived, place)] : []),
		// A suspended client is not active anyway: saying "inactive" too would only add noise.
		...(!archived && !suspended ? [statusReason(standing.status, place)] : []),
		...(suspended ? [suspendedReason(suspended, place)] : []),
		...(delinquent ? [delinquentReason(delinquent, place)] : paymentReason(standing.payment, place))
	];
}

function statusReason(
	{ value, since, subscription }: Standing['status'],
	{ locale, timeZone }: Place
): Reason {
	const plan = subscription?.plan_name ?? '';
	const on = (instant: string) => formatInstant(instant, locale, timeZone);
	if (value === 'active')
		return {
			key: 'active',
			sentences: [
				plainly(
					since
						? m.client_page_why_active_since({ plan, date: on(since) })
						: m.client_page_why_active({ plan })
				)
			],
			rule: m.client_page_rule_active()
		};
	return {
		key: 'inactive',
		sentences: [
			subscription ? waiting(subscription, on) : plainly(m.client_page_why_no_subscription())
		],
		rule: m.client_page_rule_inactive()
	};
}

/** Why a subscription does not make its client active. */
function waiting(
	{ status, plan_name: plan, created_at, awaits }: NonNullable<Standing['status']['subscription']>,
	on: (instant: string) => string
): Sentence {
	if (status === 'suspended') return plainly(m.client_page_why_subscription_suspended({ plan }));
	if (status === 'paused') return plainly(m.subscriptions_why_paused({ plan }));
	if (status === 'scheduled') return plainly(m.subscriptions_why_scheduled({ plan }));
	const date = on(created_at);
	if (!awaits) return plainly(m.client_page_why_pending({ plan, date }));
	return {
		say: (invoice) => m.client_page_why_awaits_payment({ plan, date, invoice }),
		invoice: awaits
	};
}

function suspendedReason(
	{ since, reason, note, by }: NonNullable<Standing['suspended']>,
	{ locale, timeZone }: Place
): Reason {
	const causes = {
		overdue: m.client_page_why_suspended_overdue,
		manual: m.client_page_why_suspended_manual,
		abuse: m.client_page_why_suspended_abuse
	};
	const at = since && formatInstant(since, locale, timeZone, 'full');
	return {
		key: 'suspended',
		sentences: [
			plainly(causes[reason]()),
			...(at
				? [
						plainly(
							by ? m.client_page_since_by({ date: at, by }) : m.client_page_since({ date: at })
						)
					]
				: []),
			...(note ? [plainly(m.client_page_suspension_note({ note }))] : [])
		],
		rule: m.client_page_rule_suspended()
	};
}

function delinquentReason(
	{ invoice, count, open_cents }: NonNullable<Standing['delinquent']>,
	{ locale }: Place
): Reason {
	const words = {
		date: formatDate(invoice.due_on, locale),
		days: invoice.days_late,
		amount: formatMoney(invoice.open_cents, locale)
	};
	return {
		key: 'delinquent',
		sentences: [
			{ say: (link) => m.client_page_why_delinquent({ ...words, invoice: link }), invoice },
			...(count > 1
				? [plainly(m.client_page_overdue_total({ count, amount: formatMoney(open_cents, locale) }))]
				: [])
		],
		rule: m.client_page_rule_delinquent()
	};
}

function archivedReason(
	{ at, by }: NonNullable<Standing['archived']>,
	{ locale, timeZone, isAnonymised }: Place
): Reason {
	const date = formatInstant(at, locale, timeZone, 'full');
	return {
		key: 'archived',
		sentences: [
			plainly(
				by ? m.client_page_why_archived_by({ date, by }) : m.client_page_why_archived({ date })
			)
		],
		rule: isAnonymised ? m.client_page_rule_anonymised() : m.client_page_rule_archived()
	};
}

function paymentReason(payment: Standing['payment'], { locale }: Place): Reason[] {
	const { value, due_on, invoice_id, invoice_number } = payment;
	if (value === 'none') return [];
	if (value === 'settled') {
		const { last_paid_on, last_invoice_id, last_invoice_number } = payment;
		const last = last_paid_on &&
			last_invoice_id &&
			last_invoice_number && {
				say: (invoice: string) =>
					m.client_page_last_payment({ date: formatDate(last_paid_on, locale), invoice }),
				invoice: { id: last_invoice_id, number: last_invoice_number }
			};
		return [
			{ key: 'settled', sentences: [plainly(m.client_page_why_settled()), ...(last ? [last] : [])] }
		];
	}
	if (!due_on || !invoice_id || !invoice_number) return [];
	const date = formatDate(due_on, locale);
	const say = (invoice: string) =>
		value === 'overdue'
			? m.client_page_why_overdue({ invoice, date })
			: m.client_page_why_awaiting({ invoice, date });
	return [
		{ key: value, sentences: [{ say, invoice: { id: invoice_id, number: invoice_number } }] }
	];
}

function plainly(text: string): Sentence {
	return { say: () => text };
}
