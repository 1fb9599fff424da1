import { intervalName } from '#lib/billing/interval-name.ts';
import { formatDate } from '#lib/format/dates.ts';
import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { methodText } from './change-text.ts';
import { subscriptionStatusText } from './status-text.ts';
import type { ChangeDetails, SubscriptionFacts } from './subscription-change.ts';

export interface Difference {
	label: string;
	before: string;
	after: string;
}

/** What is otherwise after a change, in words; of what was scheduled too. */
export function differences({
	before,
	after
}: Pick<ChangeDetails, 'before' | 'after'>): Difference[] {
	const rows: [label: string, say: (facts: SubscriptionFacts) => string][] = [
		[m.subscriptions_fact_status(), ({ status }) => subscriptionStatusText(status)],
		[m.subscriptions_fact_plan(), ({ planName }) => planName],
		[m.subscriptions_fact_interval(), ({ intervalMonths }) => intervalName(intervalMonths)],
		[m.subscriptions_fact_period(), ({ periodCents }) => formatMoney(periodCents, getLocale())],
		[m.subscriptions_fact_due_day(), ({ dueDay }) => m.billing_subscription_day({ day: dueDay })],
		[m.subscriptions_fact_method(), ({ method }) => methodText(method)],
		[m.subscriptions_fact_next_period(), ({ nextPeriodOn }) => date(nextPeriodOn)],
		[m.subscriptions_fact_next_plan(), nextTerms],
		[m.subscriptions_fact_cancels(), ({ cancelsOn }) => (cancelsOn ? date(cancelsOn) : '—')],
		[m.subscriptions_fact_ended(), ({ endedOn }) => (endedOn ? date(endedOn) : '—')]
	];
	return rows
		.map(([label, say]) => ({ label, before: say(before), after: say(after) }))
		.filter(({ before: was, after: becomes }) => was !== becomes);
}

function nextTerms(facts: SubscriptionFacts): string {
	return facts.nextPlanName === facts.planName && facts.nextIntervalMonths === facts.intervalMonths
		? '—'
		: `${facts.nextPlanName} · ${intervalName(facts.nextIntervalMonths)}`;
}

function date(on: string): string {
	return formatDate(on, getLocale());
}
