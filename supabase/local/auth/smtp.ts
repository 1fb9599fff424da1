import nodemailer from 'nodemailer';
import type { SendMail } from './auth-options.ts';

export interface SmtpSender {
	sendMail: SendMail;
	close(): void;
}

/**
 * Sends through an SMTP server.
 * @param url `smtp://[user:password@]host:port` or `smtps://…`
 */
export function smtpSender(url: string, from: { name?: string; address: string }): SmtpSender {
	// The request that asked for the mail waits for it: a dead server must not hold it for minutes.
	const transport = nodemailer.createTransport({
		...connectionOf(url),
		connectionTimeout: 5000,
		greetingTimeout: 5000,
		socketTimeout: 10_000
	});
	const sender = from.name ? { name: from.name, address: from.address } : from.address;
	return {
		async sendMail({ to, subject, html, text }) {
			// An object, so that an address is never parsed as a list of recipients.
			await transport.sendMail({
				from: sender,
				to: { name: '', address: to },
				subject,
				html,
				text
			});
		},
		close: () => transport.close()
	};
}

function connectionOf(url: string): {
	host: string;
	port: number;
	secure: boolean;
	auth?: { user: string; pass: string };
} {
	const parsed = new URL(url);
	const secure = parsed.protocol === 'smtps:';
	if (!secure && parsed.protocol !== 'smtp:') throw new Error(`${parsed.protocol} is not SMTP`);
	return {
		host: parsed.hostname.replace(/^\[|\]$/g, ''),
		port: Number(parsed.port) || (secure ? 465 : 25),
		secure,
		auth: parsed.username
			? { user: decodeURIComponent(parsed.username), pass: decodeURIComponent(parsed.password) }
			: undefined
	};
}
