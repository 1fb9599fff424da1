import { afterEach, beforeEach, expect, test } from 'vitest';
import { runFunction, type RunningFunction } from '../_shared/testing/run-function.ts';
import { startFakeOutbox, type FakeOutbox } from './testing/fake-outbox.ts';
import { dataRequestData, invoiceData, receiptData, signInCodeData } from './testing/samples.ts';
import { startSmtpSink, type SmtpSink } from './testing/smtp-sink.ts';

let outbox: FakeOutbox;
let sink: SmtpSink;
let running: RunningFunction[];

beforeEach(async () => {
	outbox = await startFakeOutbox();
	sink = await startSmtpSink();
	running = [];
});

afterEach(async () => {
	await Promise.all(running.map((fn) => fn.kill()));
	await outbox.stop();
	await sink.stop();
});

test('sends every kind of mail, with the headers that a retry keeps', async () => {
	const rows = [
		addInvoice('maria@client.example'),
		outbox.add({ template: 'receipt', recipient: 'rui@client.example', data: receiptData }),
		outbox.add({ template: 'sign_in_code', recipient: 'ana@client.example', data: signInCodeData }),
		outbox.add({ template: 'data_request', recipient: 'leo@client.example', data: dataRequestData })
	];
	const fn = await start();

	expect(await wake(fn)).toEqual({ sent: 4, retried: 0, parked: 0 });

	expect(rows.map((row) => row.state)).toEqual(['sent', 'sent', 'sent', 'sent']);
	const invoice = headersOf('maria@client.example');
	expect(invoice).toMatchObject({
		'message-id': `<${rows[0]?.id}@demo.example>`,
		from: 'Demo Net Financeiro <faturas@demo.example>',
		to: 'maria@client.example',
		'reply-to': 'Demo Net Financeiro <financeiro@demo.example>',
		'auto-submitted': 'auto-generated',
		'content-language': 'pt-BR',
		'x-entity-ref-id': rows[0]?.id
	});
	expect(Date.parse(invoice.date ?? '')).toBeGreaterThan(Date.now() - 60_000);
	const raw = sink.received.find((mail) => mail.recipient === 'maria@client.example')?.raw;
	const images = [...(raw ?? '').matchAll(/^Content-ID: (.*)\r$/gim)].map(([, id]) => id);
	expect(images).toEqual(['<logo>', '<pix>']);
	expect(raw).not.toMatch(/src=3D"data:/);
	expect(headersOf('ana@client.example').from).toMatch(/^=\?UTF-8\?.* <faturas@demo.example>$/);
});

test('reminders are declined by a mail program at once, by a person on a page, and by nobody without a link', async () => {
	outbox.links.set('abc-DEF_123', true);
	const fn = await start();
	const ask = async (method: string, link: string) => {
		const response = await fetch(`${fn.url}/unsubscribe?link=${link}`, {
			method,
			redirect: 'manual',
			// What RFC 8058 has mail programs send, with no key and no cookie.
			...(method === 'POST' && { body: new URLSearchParams('List-Unsubscribe=One-Click') })
		});
		return [response.status, response.headers.get('location')];
	};
	expect(await ask('GET', 'abc-DEF_123')).toEqual([
		303,
		'https://app.example/pay/abc-DEF_123/reminders'
	]);
	expect(outbox.links.get('abc-DEF_123'), 'looking declines nothing').toBe(true);
	expect(await ask('POST', 'abc-DEF_123')).toEqual([200, null]);
	expect(outbox.links.get('abc-DEF_123')).toBe(false);
	expect(await ask('POST', 'nobody')).toEqual([404, null]);
	expect(await ask('DELETE', 'abc-DEF_123')).toEqual([405, null]);
});

test('works only for who holds the secret key; anybody may ask whether it is there', async () => {
	addInvoice('maria@client.example');
	const fn = await start();
	const call = async (path: string, init: RequestInit) => {
		const response = await fetch(fn.url + path, init);
		return [response.status, await response.text()];
	};

	expect(await call('', { method: 'POST' })).toEqual([401, '{"error":"unauthorized"}']);
	expect(
		(await call('', { method: 'POST', headers: { apikey: 'sb_secret_of_this_tes' } }))[0]
	).toBe(401);
	expect((await call('', { method: 'POST', headers: { authorization: 'Bearer ' } }))[0]).toBe(401);
	expect((await call('', { method: 'GET', headers: { apikey: outbox.secretKey } }))[0]).toBe(405);
	expect(await call('/health', { method: 'GET' })).toEqual([200, '']);
	expect(await call('/health', { method: 'OPTIONS' })).toEqual([200, '']);
	expect((await call('/health', { method: 'POST' }))[0]).toBe(405);
	expect(sink.received).toHaveLength(0);

	const headers = { authorization: `Bearer ${outbox.secretKey}` };
	expect((await call('', { method: 'POST', headers }))[0]).toBe(200);
	expect(sink.received).toHaveLength(1);
});

test('killed between the server taking the mail and the report: sent again with the same Message-ID', async () => {
	const row = addInvoice('maria@client.example');
	const first = await start();
	outbox.reports = 'silent';
	const reported = outbox.nextReport();
	const lost = wake(first).catch(() => 'lost');
	await reported;
	await first.kill();
	expect(await lost).toBe('lost');
	expect(row.state).toBe('sending');

	outbox.reports = 'taken';
	const second = await start();
	expect(await wake(second)).toEqual({ sent: 0, retried: 0, parked: 0 });
	outbox.expireLeases();
	expect(await wake(second)).toEqual({ sent: 1, retried: 0, parked: 0 });

	expect(row.state).toBe('sent');
	expect(messageIds()).toEqual([`<${row.id}@demo.example>`, `<${row.id}@demo.example>`]);
});

test('a report that fails is no reason to send twice while the lease holds', async () => {
	const row = addInvoice('maria@client.example');
	outbox.reports = 'failing';
	const fn = await start();

	expect(await wake(fn)).toEqual({ sent: 1, retried: 0, parked: 0 });
	outbox.reports = 'taken';
	expect(await wake(fn)).toEqual({ sent: 0, retried: 0, parked: 0 });

	expect(row.state).toBe('sending');
	expect(sink.received).toHaveLength(1);
});

test('a mail server that is down means another try, for every mail', async () => {
	const rows = [addInvoice('maria@client.example'), addInvoice('rui@client.example')];
	const closed = await startSmtpSink();
	await closed.stop();
	const fn = await start({ SMTP_URL: closed.url });

	expect(await wake(fn)).toEqual({ sent: 0, retried: 2, parked: 0 });
	expect(rows.map((row) => [row.state, row.attempts])).toEqual([
		['queued', 1],
		['queued', 1]
	]);
	expect(rows[0]?.error).toContain('ECONNREFUSED');
});

test('one bad mail never holds up another', async () => {
	const rows = {
		unknown: addInvoice('unknown@client.example'),
		busy: addInvoice('busy@client.example'),
		refused: addInvoice('refused@client.example'),
		unwritable: outbox.add({ template: 'invoice', recipient: 'x@client.example', data: {} }),
		nameless: outbox.add({ template: 'poem', recipient: 'x@client.example', data: {} }),
		malformed: addInvoice('two@client.example, more@client.example'),
		good: addInvoice('good@client.example')
	};
	sink.refusals.set('unknown@client.example', '550 5.1.1 no such user');
	sink.refusals.set('busy@client.example', '451 4.7.1 come back later');
	sink.dataReplies.set('refused@client.example', '554 5.7.1 looks like spam');
	const fn = await start();

	expect(await wake(fn)).toEqual({ sent: 1, retried: 3, parked: 3 });

	const states = Object.entries(rows).map(([name, row]) => [name, row.state]);
	expect(Object.fromEntries(states)).toEqual({
		unknown: 'parked',
		busy: 'queued',
		refused: 'parked',
		unwritable: 'queued',
		nameless: 'queued',
		malformed: 'parked',
		good: 'sent'
	});
	expect(rows.unknown.error).toContain('5.1.1');
	expect(rows.unwritable.error).toContain('template invoice');
});

test('two functions at once send each mail once', async () => {
	const rows = Array.from({ length: 20 }, (_, index) =>
		addInvoice(`client${index}@client.example`)
	);
	const pair = await Promise.all([start(), start()]);

	const tallies = await Promise.all(pair.map((fn) => wake(fn)));

	expect(tallies.map((tally) => tally.sent).reduce((sum, sent) => sum + sent)).toBe(20);
	expect(rows.every((row) => row.state === 'sent')).toBe(true);
	expect(new Set(messageIds()).size).toBe(20);
	expect(sink.received).toHaveLength(20);
});

test('says what is missing rather than taking mails it cannot send', async () => {
	const row = addInvoice('maria@client.example');
	const fn = await start({ SMTP_URL: '' });
	const response = await fetch(fn.url, { method: 'POST', headers: { apikey: outbox.secretKey } });

	expect(response.status).toBe(503);
	expect(await response.json()).toEqual({ error: 'SMTP_URL is not set' });
	expect(row.attempts).toBe(0);
});

function addInvoice(recipient: string) {
	return outbox.add({ template: 'invoice', recipient, data: invoiceData });
}

async function start(environment: Record<string, string> = {}): Promise<RunningFunction> {
	const fn = await runFunction('email', {
		SUPABASE_URL: outbox.url,
		SUPABASE_SECRET_KEYS: JSON.stringify({ default: outbox.secretKey }),
		SMTP_URL: sink.url,
		MAIL_FROM: 'Balcão <faturas@demo.example>',
		...environment
	});
	running.push(fn);
	return fn;
}

async function wake(fn: RunningFunction) {
	const response = await fetch(fn.url, { method: 'POST', headers: { apikey: outbox.secretKey } });
	expect(response.status).toBe(200);
	return (await response.json()) as { sent: number; retried: number; parked: number };
}

function messageIds(): string[] {
	return sink.received.map(({ raw }) => parseHeaders(raw)['message-id'] ?? '');
}

function headersOf(recipient: string): Record<string, string> {
	return parseHeaders(sink.received.find((mail) => mail.recipient === recipient)?.raw ?? '');
}

function parseHeaders(raw: string): Record<string, string> {
	const head = (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ');
	return Object.fromEntries(
		head.split('\r\n').map((line) => {
			const colon = line.indexOf(':');
			return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
		})
	);
}
