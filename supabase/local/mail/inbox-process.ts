/*
 * The process behind startMail. It is told what to do by one message, and the loss of the channel to its parent, for
 * whatever reason, is its end.
 */
import { mkdirSync } from 'node:fs';
import { MailDev } from 'maildev';
import type { InboxReport, InboxSettings } from './mail-service.ts';

const host = '127.0.0.1';
/** The oldest mails go beyond it: some 30 MB of memory. */
const mostMails = 2_000;

process.once('message', (settings) => void run(settings as InboxSettings));

async function run({ webPort, smtpPort, dataDir }: InboxSettings): Promise<void> {
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const maildev = new MailDev({
		web: webPort,
		smtp: smtpPort,
		ip: host,
		webIp: host,
		mailDirectory: dataDir,
		maxEmails: mostMails,
		silent: true
	});
	process.once('disconnect', () => void maildev.stop().finally(() => process.exit(0)));
	try {
		const { smtp, api } = await maildev.start();
		report({ ready: { webPort: api?.getPort() ?? webPort, smtpPort: smtp.getPort() } });
	} catch (error) {
		const { message, code, port } = error as NodeJS.ErrnoException & { port?: number };
		report({ failed: { message, code: code ?? null, port: port ?? null } }, () => process.exit(1));
	}
}

function report(message: InboxReport, sent?: () => void): void {
	process.send?.(message, undefined, undefined, sent);
}
