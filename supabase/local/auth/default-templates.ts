import type { MailType } from './auth-options.ts';

/** What is sent when config.toml names no template. */
export const defaultTemplates: Record<MailType, { subject: string; content: string }> = {
	confirmation: {
		subject: 'Confirm your e-mail address',
		content: page(
			'Confirm your e-mail address',
			linkTo('Confirm e-mail address'),
			codeLine('or enter this code')
		)
	},
	invite: {
		subject: 'You have been invited',
		content: page(
			'You have been invited',
			linkTo('Accept the invitation'),
			codeLine('or enter this code')
		)
	},
	magic_link: {
		subject: 'Your sign-in code',
		content: page('Sign in', linkTo('Sign in'), codeLine('or enter this code'))
	},
	recovery: {
		subject: 'Choose a new password',
		content: page(
			'Choose a new password',
			linkTo('Choose a new password'),
			codeLine('or enter this code')
		)
	},
	email_change: {
		subject: 'Confirm the change of your e-mail address',
		content: page(
			'Change of e-mail address',
			'<p>From {{ .Email }} to {{ .NewEmail }}.</p>',
			linkTo('Confirm the change'),
			codeLine('or enter this code')
		)
	},
	reauthentication: {
		subject: '{{ .Token }} is your verification code',
		content: page('Verification', codeLine('Your code'))
	}
};

function page(title: string, ...paragraphs: string[]): string {
	return `<h2>${title}</h2>\n${paragraphs.join('\n')}\n`;
}

function linkTo(label: string): string {
	return `<p><a href="{{ .ConfirmationURL }}">${label}</a></p>`;
}

function codeLine(label: string): string {
	return `<p>${label}: <strong>{{ .Token }}</strong></p>`;
}
