import { createTransport, type SendMailOptions } from 'nodemailer';

/** Resolves once the server has answered 2xx to the whole message. */
export type SendMessage = (message: SendMailOptions) => Promise<void>;

/** @param patienceMs for everything from the name lookup to the last answer, however slowly the server trickles */
export function createSmtp(url: string, patienceMs: number): SendMessage {
	const transport = createTransport({
		url,
		dnsTimeout: 5_000,
		connectionTimeout: 8_000,
		greetingTimeout: 8_000,
		socketTimeout: 12_000
	});
	return async (message) => {
		await transport.sendMail({ ...message, signal: AbortSignal.timeout(patienceMs) });
	};
}
