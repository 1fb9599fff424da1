import { formatDate, formatMoney } from './formats.ts';
import {
	billedRows,
	footer,
	footerLines,
	letterhead,
	openCents,
	payLink,
	periodRow,
	textRows
} from './invoice-parts.ts';
import { invoiceWords } from './invoice-words.ts';
import { renderDocument } from './layout.ts';
import type { Mail } from './mail.ts';
import type { InvoiceMail } from './mail-data.ts';
import { figurePanel, goodNews, heading, paragraph, rows, subheading, type Row } from './parts.ts';
import { howToPay } from './pix-block.ts';

export async function invoiceMail(data: InvoiceMail): Promise<Mail> {
	const { locale, brand, client, invoice } = data;
	const say = invoiceWords[locale];
	const head = letterhead(data);
	const amount = formatMoney(locale, openCents(data));
	const due = formatDate(locale, invoice.due_on);
	const isOpen = openCents(data) > 0;
	const payment = await howToPay(data);
	const way = payLink(data);
	const facts = invoiceFacts(data);
	const billed = billedRows(data);
	const subject = isOpen
		? say.invoiceSubject(invoice.number, brand.name, amount, due)
		: say.settledSubject(invoice.number, brand.name);
	const opening = [say.greeting(client.name), say.invoiceIntroduction(brand.name)].join(' ');

	return {
		language: locale,
		subject,
		senderName: brand.sender_name,
		replyTo: brand.reply_to ?? null,
		images: [...(head.logo ? [head.logo] : []), ...payment.images],
		html: renderDocument({
			language: locale,
			title: subject,
			preheader: payment.preheader ?? (isOpen ? say.dueOn(due) : say.nothingToPay),
			letterhead: head,
			content: [
				heading(say.invoiceTitle(invoice.number)),
				paragraph(opening),
				isOpen ? figurePanel(say.toPay, amount, say.dueOn(due)) : goodNews(say.nothingToPay),
				...way.html,
				...payment.html,
				subheading(say.details),
				rows([...facts, ...billed])
			],
			footer: footer(data)
		}),
		text: [
			opening,
			'',
			say.invoiceTitle(invoice.number),
			isOpen ? `${say.toPay}: ${amount}. ${say.dueOn(due)}.` : say.nothingToPay,
			'',
			...way.text,
			'',
			...(payment.text.length > 0 ? [...payment.text, ''] : []),
			...textRows([...facts, ...billed]),
			'',
			'-- ',
			...footerLines(data),
			''
		].join('\n')
	};
}

function invoiceFacts(data: InvoiceMail): Row[] {
	const { locale, invoice } = data;
	const say = invoiceWords[locale];
	return [
		{ label: say.issued, value: formatDate(locale, invoice.issued_on), isFact: true },
		{ label: say.due, value: formatDate(locale, invoice.due_on), isFact: true },
		...periodRow(data)
	];
}
