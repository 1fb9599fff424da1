import { readFileSync } from 'node:fs';
import type { MailType, SendMail, Settings } from './auth-options.ts';
import { defaultTemplates } from './default-templates.ts';
import { compileTemplate, type Template, type TemplateData } from './template.ts';

export interface Mailer {
	/** @throws whatever the transport throws */
	send(type: MailType, to: string, data: TemplateData): Promise<void>;
	/** The link behind `{{ .ConfirmationURL }}`. */
	actionLink(tokenHash: string, type: string, redirectTo: string): string;
}

interface Compiled {
	subject: Template;
	body: Template;
}

const mailTypes = Object.keys(defaultTemplates) as MailType[];

/** Reads and compiles every template at once, so that a mistake in one shows at start. */
export function createMailer(settings: Settings, issuer: string, sendMail: SendMail): Mailer {
	const templates = new Map(mailTypes.map((type) => [type, compiled(type, settings)]));
	return {
		async send(type, to, data) {
			const template = templates.get(type);
			if (!template) throw new Error(`no mail template ${type}`);
			const values = { SiteURL: settings.siteUrl, ...data };
			const subject = template.subject(values).replace(/\s+/g, ' ').trim();
			await sendMail({ to, subject, html: template.body(values) });
		},
		actionLink: (tokenHash, type, redirectTo) =>
			`${issuer}/verify?token=${encodeURIComponent(tokenHash)}&type=${encodeURIComponent(type)}` +
			`&redirect_to=${encodedRedirect(redirectTo)}`
	};
}

function compiled(type: MailType, settings: Settings): Compiled {
	const { subject, content, contentPath } = settings.templates[type] ?? {};
	const fallback = defaultTemplates[type];
	const body = content ?? (contentPath ? readFileSync(contentPath, 'utf8') : fallback.content);
	return {
		subject: compileTemplate(subject ?? fallback.subject, false),
		body: compileTemplate(body, true)
	};
}

/** GoTrue takes a redirect without `&`, `=`, `#` to be encoded already, and leaves it alone. */
function encodedRedirect(url: string): string {
	return /[&=#]/.test(url) ? encodeURIComponent(url) : url;
}
