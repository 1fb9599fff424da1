import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderMail } from '../_shared/mail/render.ts';
import { composeMessage } from './message.ts';
import { createSmtp } from './smtp.ts';
import { outcomeOfFailure } from './smtp-outcome.ts';
import { signInCodeData } from './testing/samples.ts';
import { startSmtpSink, type SmtpSink } from './testing/smtp-sink.ts';

let sink: SmtpSink;
beforeEach(async () => {
	sink = await startSmtpSink();
});
afterEach(() => sink.stop());

test('a server that trickles its answers cannot outlast our patience, and so the lease', async () => {
	sink.delayMs = 100;
	const started = Date.now();
	const failure = await createSmtp(
		sink.url,
		250
	)(await message('ana@client.example')).catch((error: unknown) => error);

	expect(Date.now() - started).toBeLessThan(2_000);
	expect(outcomeOfFailure(failure)).toMatchObject({ kind: 'retry' });
	expect(sink.received).toHaveLength(0);
});

test('a name in another script arrives whole, and nothing of it becomes a header', async () => {
	const written = await message('ana@client.example');
	await createSmtp(
		sink.url,
		10_000
	)({
		...written,
		from: { name: 'Ação\r\nBcc: all@client.example', address: 'faturas@demo.example' }
	});

	const head = sink.received[0]?.raw.split('\r\n\r\n')[0] ?? '';
	expect(head).not.toMatch(/^Bcc:/im);
	expect(head.replace(/\r\n /g, ' ')).toMatch(/^From: =\?UTF-8\?.* <faturas@demo\.example>\r$/m);
	expect(sink.received).toHaveLength(1);
});

async function message(recipient: string) {
	const mail = await renderMail('sign_in_code', signInCodeData);
	return composeMessage({ id: 'a1', recipient }, mail, 'faturas@demo.example');
}
