import { formatDate, formatMoney } from './formats.ts';
import {
	billedRows,
	footer,
	footerLines,
	letterhead,
	payLink,
	periodRow,
	textRows
} from './invoice-parts.ts';
import { invoiceWords } from './invoice-words.ts';
import { renderDocument } from './layout.ts';
import type { Mail } from './mail.ts';
import type { InvoiceMail } from './mail-data.ts';
import { figurePanel, goodNews, heading, paragraph, rows, subheading, type Row } from './parts.ts';

export function receiptMail(data: InvoiceMail): Mail {
	const { locale, brand, client, invoice } = data;
	const say = invoiceWords[locale];
	const head = letterhead(data);
	const amount = formatMoney(locale, invoice.paid_cents);
	const subject = say.receiptSubject(invoice.number, brand.name, amount);
	const opening = [say.greeting(client.name), say.receiptIntroduction(brand.name)].join(' ');
	const when = paidWhen(data);
	const gained = [...whatIsPaid(data), ...ofCredit(data)];
	const way = payLink(data);
	const details = [...receiptFacts(data), ...billedRows(data)];

	return {
		language: locale,
		subject,
		senderName: brand.sender_name,
		replyTo: brand.reply_to ?? null,
		images: head.logo ? [head.logo] : [],
		html: renderDocument({
			language: locale,
			title: subject,
			preheader: [when, ...gained].join('. '),
			letterhead: head,
			content: [
				heading(say.receiptTitle),
				paragraph(opening),
				figurePanel(say.paid, amount, when),
				...gained.map(goodNews),
				...way.html,
				subheading(say.details),
				rows(details)
			],
			footer: footer(data)
		}),
		text: [
			opening,
			'',
			`${say.paid}: ${amount}. ${when}.`,
			...gained,
			'',
			...way.text,
			'',
			...textRows(details),
			'',
			'-- ',
			...footerLines(data),
			''
		].join('\n')
	};
}

function paidWhen({ locale, invoice }: InvoiceMail): string {
	const say = invoiceWords[locale];
	const numbered = `${say.number} ${say.numbered(invoice.number)}`;
	if (!invoice.paid_on) return numbered;
	const date = formatDate(locale, invoice.paid_on);
	const method = say.methods[invoice.payment_method ?? ''];
	return method ? say.paidOnBy(date, method) : say.paidOn(date);
}

/** What the payment brought: the plans on the invoice, said to be active only when the subscription is. */
function whatIsPaid({ locale, invoice, lines }: InvoiceMail): string[] {
	const say = invoiceWords[locale];
	const isActive = invoice.subscription_status === 'active';
	const end = invoice.period_end && formatDate(locale, invoice.period_end);
	return lines
		.filter(({ kind }) => kind === 'plan' || kind === 'instalment')
		.map(({ description: plan }) => {
			if (!end) return isActive ? say.active(plan) : say.paidPlan(plan);
			return isActive ? say.activeUntil(plan, end) : say.paidUntil(plan, end);
		});
}

/** What went the way of the client's credit. */
function ofCredit({ locale, invoice }: InvoiceMail): string[] {
	const say = invoiceWords[locale];
	return [
		...(invoice.credit_cents > 0
			? [say.creditUsed(formatMoney(locale, invoice.credit_cents))]
			: []),
		...(invoice.excess_cents > 0
			? [say.becameCredit(formatMoney(locale, invoice.excess_cents))]
			: [])
	];
}

function receiptFacts(data: InvoiceMail): Row[] {
	const { locale, invoice } = data;
	const say = invoiceWords[locale];
	return [
		{ label: say.number, value: say.numbered(invoice.number), isFact: true },
		{ label: say.due, value: formatDate(locale, invoice.due_on), isFact: true },
		...periodRow(data)
	];
}
