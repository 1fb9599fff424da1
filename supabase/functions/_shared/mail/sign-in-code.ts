import type { Locale } from './formats.ts';
import { markup, nothing } from './html.ts';
import { renderDocument } from './layout.ts';
import type { Mail } from './mail.ts';
import type { SignInCode } from './mail-data.ts';
import { heading, monospace, note, paragraph } from './parts.ts';

const product = { name: 'Balcão', color: '#0d5b4f', logo: null };

const words = {
	'pt-BR': {
		subject: 'Seu código de acesso ao Balcão',
		preheader: (minutes: number) => `O código vale por ${minutes} minutos.`,
		title: 'Seu código de acesso',
		greeting: (name: string) => `Olá, ${name}!`,
		use: 'Digite este código na tela em que você está entrando:',
		validity: (minutes: number) => `Ele vale por ${minutes} minutos e só pode ser usado uma vez.`,
		notYou:
			'Se não foi você que tentou entrar, alguém pode saber a sua senha: não informe este código a ninguém e troque a senha. Sem o código, ninguém entra.',
		footer: 'Mensagem automática do Balcão. Nossa equipe nunca pede este código.'
	},
	en: {
		subject: 'Your Balcão sign-in code',
		preheader: (minutes: number) => `The code is valid for ${minutes} minutes.`,
		title: 'Your sign-in code',
		greeting: (name: string) => `Hello, ${name}!`,
		use: 'Type this code on the screen where you are signing in:',
		validity: (minutes: number) => `It is valid for ${minutes} minutes and can be used once.`,
		notYou:
			'If it was not you who tried to sign in, somebody may know your password: give this code to nobody and change the password. Without the code nobody gets in.',
		footer: 'Automatic message from Balcão. Our team never asks for this code.'
	}
} satisfies Record<Locale, unknown>;

/** The code stays out of the subject: mail servers log subjects. */
export function signInCodeMail({ locale, name, code, minutes }: SignInCode): Mail {
	const say = words[locale];
	return {
		language: locale,
		subject: say.subject,
		senderName: product.name,
		replyTo: null,
		images: [],
		html: renderDocument({
			language: locale,
			title: say.subject,
			preheader: say.preheader(minutes),
			letterhead: product,
			content: [
				heading(say.title),
				name ? paragraph(say.greeting(name)) : nothing,
				paragraph(say.use),
				codePanel(code),
				paragraph(say.validity(minutes)),
				note(say.notYou)
			],
			footer: [markup`${say.footer}`]
		}),
		text: [
			...(name ? [say.greeting(name), ''] : []),
			say.use,
			'',
			code,
			'',
			say.validity(minutes),
			'',
			say.notYou,
			'',
			'-- ',
			say.footer,
			''
		].join('\n')
	};
}

function codePanel(code: string) {
	return markup`<table role="presentation" class="panel" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px;background-color:#faf9f6;border:1px solid #e5e1d8;border-radius:10px;border-collapse:separate"><tr>
<td class="ink" align="center" style="padding:22px 12px 22px 22px;font-family:${monospace};font-size:40px;line-height:48px;font-weight:700;letter-spacing:10px;white-space:nowrap;-webkit-user-select:all;user-select:all;color:#1d1b17">${code}</td>
</tr></table>`;
}
