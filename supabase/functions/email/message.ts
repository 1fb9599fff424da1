import { Buffer } from 'node:buffer';
import type { SendMailOptions } from 'nodemailer';
import type { Mail } from '../_shared/mail/mail.ts';
import { isAddress } from './address.ts';
import type { LeasedMail } from './outbox.ts';

/**
 * The same for every attempt at one mail, so that a mail program that gets it twice can show it once.
 * @param outboxId id of the row in the outbox
 * @param mailFrom bare address; its domain vouches for the id (RFC 5322 §3.6.4)
 */
export function messageId(outboxId: string, mailFrom: string): string {
	return `<${outboxId}@${mailFrom.slice(mailFrom.lastIndexOf('@') + 1)}>`;
}

export function composeMessage(
	{ id, recipient }: Pick<LeasedMail, 'id' | 'recipient'>,
	mail: Mail,
	mailFrom: string
): SendMailOptions {
	return {
		messageId: messageId(id, mailFrom),
		from: { name: mail.senderName, address: mailFrom },
		to: { name: '', address: recipient },
		...(mail.replyTo &&
			isAddress(mail.replyTo) && { replyTo: { name: mail.senderName, address: mail.replyTo } }),
		envelope: { from: mailFrom, to: [recipient] },
		subject: mail.subject,
		text: mail.text,
		html: mail.html,
		attachments: mail.images.map(({ content, ...image }) => ({
			...image,
			content: Buffer.from(content),
			contentDisposition: 'inline'
		})),
		headers: {
			'Auto-Submitted': 'auto-generated',
			'Content-Language': mail.language,
			'X-Entity-Ref-ID': id,
			...unsubscribeHeaders(mail)
		},
		disableFileAccess: true,
		disableUrlAccess: true
	};
}

/** @see RFC 2369 §3.2, RFC 8058 §3.1 */
function unsubscribeHeaders({ unsubscribe }: Mail): Record<string, string> {
	if (!unsubscribe) return {};
	if (!unsubscribe.oneClick) return { 'List-Unsubscribe': `<${unsubscribe.page}>` };
	return {
		'List-Unsubscribe': `<${unsubscribe.oneClick}>`,
		'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
	};
}
