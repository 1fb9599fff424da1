import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PortTakenError } from '../ports.ts';
import { openInbox, type Inbox } from './inbox.ts';
import { startMail, type Mail } from './mail-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'mail-'));
const log: string[] = [];
const options = { dataDir: join(folder, 'mails'), log: (line: string) => log.push(line) };
let mail: Mail;
let inbox: Inbox;

beforeAll(async () => {
	mail = await startMail({ ...options, webPort: 0, smtpPort: 0 });
	inbox = openInbox(mail.webUrl);
});

afterAll(async () => {
	await mail?.close();
	rmSync(folder, { recursive: true });
});

async function send(to: string, subject: string): Promise<void> {
	await createTransport(mail.smtpUrl).sendMail({
		from: 'Loja <loja@example.com>',
		to,
		bcc: 'copy@example.com',
		subject,
		messageId: '<one@example.com>',
		text: `texto ${subject}`,
		html: `<p style="color: #123456">olá <img src="cid:qr"></p>`,
		attachments: [{ filename: 'qr.png', content: Buffer.from('png bytes'), cid: 'qr' }]
	});
}

test('a mail arrives whole, with its page', async () => {
	await send('ana@Example.com', 'Fatura nº 1');
	const found = await inbox.waitFor('Ana@example.com', ({ subject }) => subject === 'Fatura nº 1');
	expect(found).toMatchObject({
		from: [{ address: 'loja@example.com', name: 'Loja' }],
		recipients: ['ana@example.com', 'copy@example.com'],
		text: 'texto Fatura nº 1'
	});
	expect(found.html).toContain('#123456');
	expect(found.headers['message-id']).toBe('<one@example.com>');
	expect(found.attachments).toMatchObject([{ filename: 'qr.png', contentType: 'image/png' }]);
	expect(await (await fetch(found.attachments[0].url)).text()).toBe('png bytes');
	expect(await inbox.source(found.id)).toContain('Message-ID: <one@example.com>');
	expect(await inbox.find('copy@example.com')).toMatchObject({ id: found.id });
	expect(await inbox.find('nobody@example.com')).toBeNull();
	const page = await fetch(mail.webUrl, { headers: { accept: 'text/html' } });
	expect(page.headers.get('content-type')).toContain('text/html');
	await mail.healthy();
});

test('waiting in vain says what did arrive', async () => {
	await expect(inbox.waitFor('nobody@example.com', undefined, 100)).rejects.toThrow(
		/no such mail for nobody@example.com within 100 ms; the inbox has ana@example.com.*Fatura nº 1/
	);
});

test('a killed inbox comes back by itself, with its mails, on the same ports', async () => {
	await send('bia@example.com', 'antes');
	const pid = Number(/pid (\d+)/.exec(log.find((line) => line.includes('pid')) ?? '')?.[1]);
	process.kill(pid, 'SIGKILL');
	await vi.waitFor(() => mail.healthy(), { timeout: 40_000, interval: 100 });
	expect((await inbox.waitFor('bia@example.com')).subject).toBe('antes');
	await send('bia@example.com', 'depois');
	await inbox.waitFor('bia@example.com', ({ subject }) => subject === 'depois');
	await inbox.deleteAll();
	expect(await inbox.list()).toEqual([]);
});

test('mails are there after a restart', async () => {
	await send('caio@example.com', 'guardada');
	await mail.close();
	await expect(mail.healthy()).rejects.toThrow();
	mail = await startMail({ ...options, webPort: 0, smtpPort: 0 });
	inbox = openInbox(mail.webUrl);
	expect((await inbox.list()).map(({ subject }) => subject)).toEqual(['guardada']);
});

test.each(['webPort', 'smtpPort'])('a taken %s is named', async (which) => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port } = other.address() as AddressInfo;
	const attempt = startMail({ ...options, webPort: 0, smtpPort: 0, [which]: port });
	await expect(attempt).rejects.toThrow(PortTakenError);
	await expect(attempt).rejects.toThrow(`port ${port}`);
	other.close();
});

test('the inbox ends with the platform, even when it is killed', async () => {
	const script = join(folder, 'platform.ts');
	const service = JSON.stringify(new URL('./mail-service.ts', import.meta.url).href);
	writeFileSync(
		script,
		`const { startMail } = await import(${service});
		const mail = await startMail({ webPort: 0, smtpPort: 0, dataDir: ${JSON.stringify(join(folder, 'other'))}, log() {} });
		console.log(mail.webUrl);`
	);
	const platform = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [webUrl] = (await once(platform.stdout, 'data')) as [Buffer];
	const health = () => fetch(`${String(webUrl).trim()}/api/healthz`);
	expect((await health()).ok).toBe(true);
	platform.kill('SIGKILL');
	await vi.waitFor(() => expect(health()).rejects.toThrow(), { timeout: 40_000 });
});
