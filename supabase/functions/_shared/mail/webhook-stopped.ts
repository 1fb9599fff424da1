import { formatCount, formatInstant, type Locale } from './formats.ts';
import { markup } from './html.ts';
import { letterhead } from './invoice-parts.ts';
import { renderDocument } from './layout.ts';
import type { Mail } from './mail.ts';
import type { WebhookStoppedMail } from './mail-data.ts';
import { heading, linkAgain, linkButton, note, paragraph } from './parts.ts';

const words = {
	'pt-BR': {
		subject: (brand: string, where: string) => `${brand}: o webhook ${where} foi parado`,
		title: 'Um webhook foi parado',
		greeting: (name: string) => `Olá, ${name}!`,
		failing: (where: string, at: string) =>
			`Nada chegou a ${where} durante cinco dias, e por isso paramos de enviar em ${at}.`,
		gone: (where: string, at: string) =>
			`${where} respondeu que o endereço não existe mais (410), e por isso paramos de enviar em ${at}.`,
		waiting: (count: string) =>
			`Entregas que não chegaram: ${count}. Elas ficam no registro por 30 dias e podem ser reenviadas.`,
		next: 'O que acontece agora não é enviado. Corrija o endereço, reative o webhook e reenvie o que falhou.',
		open: 'Abrir o webhook',
		footer: (brand: string) =>
			`Você recebeu esta mensagem porque cuida das integrações de ${brand} no Balcão.`
	},
	en: {
		subject: (brand: string, where: string) => `${brand}: the webhook ${where} was stopped`,
		title: 'A webhook was stopped',
		greeting: (name: string) => `Hello, ${name}!`,
		failing: (where: string, at: string) =>
			`Nothing reached ${where} for five days, so we stopped sending on ${at}.`,
		gone: (where: string, at: string) =>
			`${where} answered that the address is gone (410), so we stopped sending on ${at}.`,
		waiting: (count: string) =>
			`Deliveries that did not arrive: ${count}. They stay in the log for 30 days and can be sent again.`,
		next: 'What happens now is not sent. Mend the address, start the webhook again and resend what failed.',
		open: 'Open the webhook',
		footer: (brand: string) =>
			`You got this message because you look after the integrations of ${brand} on Balcão.`
	}
} satisfies Record<Locale, unknown>;

/** To those who may do something about it. The address itself stays out: it may carry a password. */
export function webhookStoppedMail(data: WebhookStoppedMail): Mail {
	const { locale, brand, reason, link, waiting } = data;
	const say = words[locale];
	const head = letterhead(data);
	const where = data.description ? `${data.description} (${data.host})` : data.host;
	const subject = say.subject(brand.name, data.description || data.host);
	const why = say[reason](where, formatInstant(locale, data.stopped_at, data.time_zone));
	const waits = waiting > 0 ? [say.waiting(formatCount(locale, waiting))] : [];
	return {
		language: locale,
		subject,
		senderName: brand.sender_name,
		replyTo: brand.reply_to ?? null,
		images: head.logo ? [head.logo] : [],
		html: renderDocument({
			language: locale,
			title: subject,
			preheader: why,
			letterhead: head,
			content: [
				heading(say.title),
				paragraph(say.greeting(data.name)),
				paragraph(why),
				paragraph(say.next),
				linkButton(say.open, link, head.color),
				linkAgain(say.open, link),
				...waits.map(note)
			],
			footer: [markup`${say.footer(brand.name)}`]
		}),
		text: [
			say.greeting(data.name),
			'',
			why,
			say.next,
			'',
			`${say.open}:`,
			link,
			...(waits.length > 0 ? ['', ...waits] : []),
			'',
			'-- ',
			say.footer(brand.name),
			''
		].join('\n')
	};
}
