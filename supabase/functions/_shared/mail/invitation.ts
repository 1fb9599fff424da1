import { formatInstant, type Locale } from './formats.ts';
import { markup } from './html.ts';
import { letterhead } from './invoice-parts.ts';
import { renderDocument } from './layout.ts';
import type { Mail } from './mail.ts';
import type { InvitationMail } from './mail-data.ts';
import { heading, linkAgain, linkButton, note, paragraph } from './parts.ts';

const words = {
	'pt-BR': {
		teamSubject: (account: string) => `Convite para a equipe de ${account}`,
		portalSubject: (account: string) => `Convite para o portal de ${account}`,
		greeting: (name: string) => `Olá, ${name}!`,
		team: (who: string, account: string, role: string) =>
			`${who} convidou você para a equipe de ${account}, com o papel “${role}”.`,
		portal: (who: string, account: string, brand: string) =>
			`${who} convidou você para o portal de ${account} em ${brand}.`,
		accept: 'Aceitar o convite',
		password:
			'Se você já usa o Balcão, entre com a sua senha de sempre. Se não, crie uma ao aceitar.',
		validity: (until: string) => `O convite vale até ${until} e só para este endereço de e-mail.`,
		link: 'Se o botão não abrir, copie este endereço no navegador:',
		notYou:
			'Se você não esperava este convite, ignore esta mensagem: sem o seu aceite, nada acontece.',
		footer: (brand: string) => `Você recebeu esta mensagem porque ${brand} usa o Balcão.`,
		roles: {
			owner: 'Proprietário',
			admin: 'Administrador',
			finance: 'Financeiro',
			support: 'Atendimento',
			viewer: 'Somente leitura'
		}
	},
	en: {
		teamSubject: (account: string) => `Invitation to the team of ${account}`,
		portalSubject: (account: string) => `Invitation to the portal of ${account}`,
		greeting: (name: string) => `Hello, ${name}!`,
		team: (who: string, account: string, role: string) =>
			`${who} has invited you to the team of ${account}, in the role “${role}”.`,
		portal: (who: string, account: string, brand: string) =>
			`${who} has invited you to the portal of ${account} at ${brand}.`,
		accept: 'Accept the invitation',
		password:
			'If you already use Balcão, sign in with your usual password. If not, choose one when you accept.',
		validity: (until: string) =>
			`The invitation is good until ${until}, and for this e-mail address only.`,
		link: 'If the button does not open, copy this address into your browser:',
		notYou:
			'If you did not expect this invitation, ignore this message: unless you accept, nothing happens.',
		footer: (brand: string) => `You got this message because ${brand} uses Balcão.`,
		roles: {
			owner: 'Owner',
			admin: 'Administrator',
			finance: 'Finance',
			support: 'Support',
			viewer: 'Read only'
		}
	}
} satisfies Record<Locale, unknown>;

/** Into the team (`role`), or to be a user of a client. The link stays out of the subject: mail servers log subjects. */
export function invitationMail(data: InvitationMail): Mail {
	const { locale, brand, name, account_name: account, role, link } = data;
	const say = words[locale];
	const head = letterhead(data);
	const subject = role ? say.teamSubject(account) : say.portalSubject(account);
	const who = data.invited_by ?? brand.name;
	const opening = role
		? say.team(who, account, say.roles[role])
		: say.portal(who, account, brand.name);
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
			preheader: validity,
			letterhead: head,
			content: [
				heading(subject),
				paragraph(say.greeting(name)),
				paragraph(opening),
				linkButton(say.accept, link, head.color),
				paragraph(say.password),
				paragraph(validity),
				linkAgain(say.link, link),
				note(say.notYou)
			],
			footer: [markup`${say.footer(brand.name)}`]
		}),
		text: [
			say.greeting(name),
			'',
			opening,
			'',
			`${say.accept}:`,
			link,
			'',
			say.password,
			validity,
			'',
			say.notYou,
			'',
			'-- ',
			say.footer(brand.name),
			''
		].join('\n')
	};
}
