import { formatInstant, type Locale } from './formats.ts';
import { markup } from './html.ts';
import { letterhead } from './invoice-parts.ts';
import { renderDocument } from './layout.ts';
import type { Mail } from './mail.ts';
import type { DataRequestMail } from './mail-data.ts';
import { heading, linkAgain, linkButton, note, paragraph } from './parts.ts';

const words = {
	'pt-BR': {
		subject: (brand: string) => `${brand} pede os seus dados de cadastro`,
		greeting: (name: string) => `Olá, ${name}!`,
		asked: (who: string, brand: string, account: string) =>
			who === brand
				? `${brand} pede que você confira e complete o cadastro de ${account}.`
				: `${who}, de ${brand}, pede que você confira e complete o cadastro de ${account}.`,
		why: 'São os dados que vão no boleto e na nota fiscal: documento, endereço e contato. O que já sabemos está preenchido.',
		open: 'Preencher os meus dados',
		resume:
			'Leva uns dois minutos. Cada resposta é guardada na hora: você pode parar e continuar depois, também em outro aparelho.',
		validity: (until: string) => `O link vale até ${until} e para um só envio.`,
		link: 'Se o botão não abrir, copie este endereço no navegador:',
		notYou: (brand: string) =>
			`O link é pessoal: quem o abre vê o seu cadastro. Se você não conhece ${brand}, ignore esta mensagem e não a encaminhe.`,
		footer: (brand: string) => `Você recebeu esta mensagem porque é cliente de ${brand}.`
	},
	en: {
		subject: (brand: string) => `${brand} asks for your details`,
		greeting: (name: string) => `Hello, ${name}!`,
		asked: (who: string, brand: string, account: string) =>
			who === brand
				? `${brand} asks you to check and complete the details of ${account}.`
				: `${who} of ${brand} asks you to check and complete the details of ${account}.`,
		why: 'They are what stands on your bills and invoices: tax number, address and contact. What we know is filled in already.',
		open: 'Fill in my details',
		resume:
			'It takes about two minutes. Each answer is kept at once: you can stop and go on later, on another device as well.',
		validity: (until: string) => `The link is good until ${until}, and for one submission.`,
		link: 'If the button does not open, copy this address into your browser:',
		notYou: (brand: string) =>
			`The link is personal: whoever opens it sees your details. If you do not know ${brand}, ignore this message and do not forward it.`,
		footer: (brand: string) => `You got this message because you are a client of ${brand}.`
	}
} satisfies Record<Locale, unknown>;

/** Asks a client to fill in its own data. The link stays out of the subject: mail servers log subjects. */
export function dataRequestMail(data: DataRequestMail): Mail {
	const { locale, brand, name, account_name: account, link } = data;
	const say = words[locale];
	const head = letterhead(data);
	const subject = say.subject(brand.name);
	const asked = say.asked(data.requested_by ?? brand.name, brand.name, account);
	const validity = say.validity(formatInstant(locale, data.expires_at, data.time_zone));

	return {
		language: locale,
		subject,
		senderName: brand.sender_name,
		replyTo: brand.reply_to ?? null,
		images: head.logo ? [head.logo] : [],
		html: renderDocument({
			language: locale,
			title: subject,
			preheader: asked,
			letterhead: head,
			content: [
				heading(subject),
				paragraph(say.greeting(name)),
				paragraph(asked),
				paragraph(say.why),
				linkButton(say.open, link, head.color),
				paragraph(say.resume),
				paragraph(validity),
				linkAgain(say.link, link),
				note(say.notYou(brand.name))
			],
			footer: [markup`${say.footer(brand.name)}`]
		}),
		text: [
			say.greeting(name),
			'',
			asked,
			say.why,
			'',
			`${say.open}:`,
			link,
			'',
			say.resume,
			validity,
			'',
			say.notYou(brand.name),
			'',
			'-- ',
			say.footer(brand.name),
			''
		].join('\n')
	};
}
