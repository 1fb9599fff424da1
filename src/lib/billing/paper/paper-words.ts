import { formatDate } from '#lib/format/dates.ts';
import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import { formatRate } from '../rate-text.ts';
import type { Paper } from './paper.ts';

/** Everything on the paper that is not a name, in one language, whatever the page's is. */
export function paperWords(paper: Paper, locale: Locale) {
	const inLocale = { locale };
	const money = (cents: number) => formatMoney(cents, locale);
	const date = (on: string) => formatDate(on, locale);
	const rate = (bps: number) => formatRate(bps, locale);
	const { fineBps, interestBps } = paper;
	return {
		money,
		date,
		title: m.billing_invoice({ number: paper.number }, inLocale),
		payee: m.pay_paper_payee({}, inLocale),
		payer: m.pay_paper_payer({}, inLocale),
		issued: m.billing_issued_on({}, inLocale),
		due: m.billing_due_on({}, inLocale),
		period: m.billing_period({}, inLocale),
		description: m.billing_line_description({}, inLocale),
		quantity: m.billing_line_pieces({}, inLocale),
		unit: m.billing_line_each({}, inLocale),
		total: m.billing_total({}, inLocale),
		fine:
			fineBps === null
				? m.invoices_fine({}, inLocale)
				: m.invoices_fine_rate({ rate: rate(fineBps) }, inLocale),
		interest:
			interestBps === null || paper.daysLate === 0
				? m.invoices_interest({}, inLocale)
				: m.pay_paper_interest({ rate: rate(interestBps), days: paper.daysLate }, inLocale),
		paid: m.billing_paid_so_far({}, inLocale),
		refunded: m.invoices_given_back({}, inLocale),
		open: m.invoices_asked_on({ date: date(paper.onDate) }, inLocale),
		pix: m.billing_pix({}, inLocale),
		pixCode: m.billing_pix_code({}, inLocale),
		pixText: m.pay_paper_pix_text({}, inLocale),
		boletoLine: m.pay_boleto_line({}, inLocale),
		online: m.pay_paper_online({}, inLocale),
		rule:
			fineBps === null || interestBps === null
				? null
				: m.pay_paper_rule(
						{ date: date(paper.effectiveDueOn), fine: rate(fineBps), interest: rate(interestBps) },
						inLocale
					),
		paidOn: paper.paidOn && m.pay_paper_paid_on({ date: date(paper.paidOn) }, inLocale),
		pages: (number: number, count: number) => m.pay_paper_page({ number, count }, inLocale)
	};
}

export type PaperWords = ReturnType<typeof paperWords>;
