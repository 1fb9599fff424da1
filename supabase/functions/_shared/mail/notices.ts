import { formatDate, formatMoney } from './formats.ts';
import { markup, type Html } from './html.ts';
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
import { noticeWords } from './notice-words.ts';
import { figurePanel, goodNews, heading, note, paragraph, rows, subheading } from './parts.ts';
import { howToPay } from './pix-block.ts';

/** Before the due date, or on it. The only one that may be declined. */
export async function reminderMail(data: InvoiceMail): Promise<Mail> {
	const { locale, brand, invoice, links } = data;
	const say = noticeWords[locale];
	const due = formatDate(locale, invoice.due_on);
	const when = say.dueIn(daysBetween(invoice.on_date, invoice.due_on), due);
	const mail = await notice(data, {
		subject: say.reminderSubject(invoice.number, brand.name, when),
		title: say.reminderTitle(when),
		opening: [say.reminderIntroduction(invoice.number, brand.name)],
		label: invoiceWords[locale].toPay,
		caption: invoiceWords[locale].dueOn(due),
		...(links.reminders && { decline: links.reminders })
	});
	if (!links.reminders) return mail;
	return { ...mail, unsubscribe: { page: links.reminders, oneClick: links.one_click ?? null } };
}

/** After the due date, with what lateness costs as of today. */
export async function overdueMail(data: InvoiceMail): Promise<Mail> {
	const { locale, brand, invoice } = data;
	const say = noticeWords[locale];
	const until = formatDate(locale, invoice.effective_due_on);
	return await notice(data, {
		subject: say.overdueSubject(invoice.number, brand.name, openAmount(data)),
		title: say.overdueTitle(Math.max(invoice.days_late, 1)),
		opening: [say.overdueIntroduction(invoice.number, brand.name, until), say.overdueConsequence],
		label: say.toPayToday,
		caption: chargesCaption(data) ?? invoiceWords[locale].dueOn(formatDate(locale, invoice.due_on))
	});
}

/** That the service was suspended: why, for how much, and how it comes back. */
export async function blockedMail(data: InvoiceMail): Promise<Mail> {
	const { locale, brand, invoice } = data;
	const say = noticeWords[locale];
	const until = formatDate(locale, invoice.effective_due_on);
	return await notice(data, {
		subject: say.blockedSubject(brand.name, invoice.number),
		title: say.blockedTitle,
		opening: [
			...(invoice.plan_name ? [say.blockedWhat(invoice.plan_name)] : []),
			say.blockedWhy(invoice.number, until, Math.max(invoice.days_late, 1)),
			say.blockedRestore
		],
		label: say.toPayToday,
		caption: chargesCaption(data) ?? invoiceWords[locale].dueOn(formatDate(locale, invoice.due_on)),
		closing: say.blockedHelp(brand.name)
	});
}

/** That it is back, paid or trusted. */
export function restoredMail(data: InvoiceMail): Mail {
	const { locale, brand, client, invoice } = data;
	const say = noticeWords[locale];
	const head = letterhead(data);
	const greeting = invoiceWords[locale].greeting(client.name);
	const subject = say.restoredSubject(brand.name);
	const text = say.restoredText(invoice.number);
	const isOpen = openCents(data) > 0;
	const end = isOpen ? say.stillOpen(openAmount(data)) : say.restoredThanks;
	const way = payLink(data);
	return {
		language: locale,
		subject,
		senderName: brand.sender_name,
		replyTo: brand.reply_to ?? null,
		images: head.logo ? [head.logo] : [],
		html: renderDocument({
			language: locale,
			title: subject,
			preheader: text,
			letterhead: head,
			content: [
				heading(say.restoredTitle),
				paragraph(greeting),
				goodNews(text),
				paragraph(end),
				...(isOpen ? way.html : [])
			],
			footer: footer(data)
		}),
		text: [
			greeting,
			'',
			text,
			end,
			'',
			...(isOpen ? [...way.text, ''] : []),
			'-- ',
			...footerLines(data),
			''
		].join('\n')
	};
}

interface Notice {
	subject: string;
	title: string;
	/** After the greeting, a paragraph each. */
	opening: string[];
	/** Of the amount, and what stands below it. */
	label: string;
	caption: string;
	closing?: string;
	/** Where such mails are declined. */
	decline?: string;
}

/** What those that ask for money have in common. */
async function notice(data: InvoiceMail, about: Notice): Promise<Mail> {
	const { locale, brand, client } = data;
	const say = invoiceWords[locale];
	const head = letterhead(data);
	const payment = await howToPay(data);
	const way = payLink(data);
	const amount = openAmount(data);
	const opening = [say.greeting(client.name), ...about.opening];
	const details = [...periodRow(data), ...billedRows(data)];
	const ofToday = data.invoice.days_late > 0 ? [say.amountOfDay] : [];
	const closing = about.closing ? [about.closing] : [];
	return {
		language: locale,
		subject: about.subject,
		senderName: brand.sender_name,
		replyTo: brand.reply_to ?? null,
		images: [...(head.logo ? [head.logo] : []), ...payment.images],
		html: renderDocument({
			language: locale,
			title: about.subject,
			preheader: payment.preheader ?? about.caption,
			letterhead: head,
			content: [
				heading(about.title),
				...opening.map(paragraph),
				figurePanel(about.label, amount, about.caption),
				...way.html,
				...payment.html,
				...ofToday.map(note),
				subheading(say.details),
				rows(details),
				...closing.map(paragraph)
			],
			footer: [...footer(data), ...declineLink(data, about.decline)]
		}),
		text: [
			...opening,
			'',
			`${about.label}: ${amount}. ${about.caption}.`,
			'',
			...way.text,
			'',
			...payment.text,
			...ofToday,
			'',
			...textRows(details),
			...(closing.length > 0 ? ['', ...closing] : []),
			'',
			'-- ',
			...footerLines(data),
			...(about.decline ? [`${noticeWords[locale].decline}: ${about.decline}`] : []),
			''
		].join('\n')
	};
}

function declineLink({ locale }: InvoiceMail, link: string | undefined): Html[] {
	if (!link) return [];
	const say = noticeWords[locale];
	return [
		markup`<a href="${link}" class="muted" style="color:#635d53">${say.decline}</a>. ${say.declineText}`
	];
}

function openAmount(data: InvoiceMail): string {
	return formatMoney(data.locale, openCents(data));
}

function chargesCaption({ locale, invoice }: InvoiceMail): string | null {
	const charges = invoice.fine_cents + invoice.interest_cents;
	if (charges === 0) return null;
	return noticeWords[locale].withCharges(formatMoney(locale, charges));
}

/** @returns whole days from one calendar date to another */
function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
