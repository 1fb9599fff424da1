import { expect, test } from 'vitest';
import { isAddress } from './address.ts';
import { composeMessage, messageId } from './message.ts';
import { readSettings } from './settings.ts';
import { outcomeOfFailure } from './smtp-outcome.ts';

const id = '7f1f6a52-5a3a-4c8e-9a59-7b1c41a2c1ce';

test('the Message-ID depends on the outbox row and our domain only', () => {
	expect(messageId(id, 'faturas@demo.example')).toBe(`<${id}@demo.example>`);
	expect(messageId(id, 'outra@demo.example')).toBe(messageId(id, 'faturas@demo.example'));
});

test.each([
	['no such user', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'park'],
	['mailbox full for good', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 552 }, 'park'],
	['content refused', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'park'],
	['larger than the server takes', { code: 'EMESSAGE', command: 'MAIL FROM' }, 'park'],
	['an address that is none', { code: 'EENVELOPE', command: 'API' }, 'park'],
	['greylisted', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 }, 'retry'],
	['shutting down', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 421 }, 'retry'],
	['we did not log in', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 530 }, 'retry'],
	['our sender refused', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, 'retry'],
	['wrong password', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'retry'],
	['turned away at the door', { code: 'EPROTOCOL', command: 'CONN', responseCode: 554 }, 'retry'],
	['no connection', { code: 'ESOCKET', command: 'CONN' }, 'retry'],
	['no name', { code: 'EDNS', command: 'CONN' }, 'retry'],
	['too slow', { code: 'ETIMEDOUT', command: 'CONN' }, 'retry'],
	['stopped by our patience', { code: 'EABORT' }, 'retry']
])('%s', (reason, failure, kind) => {
	const error = Object.assign(new Error(reason), failure);
	expect(outcomeOfFailure(error)).toEqual({ kind, error: reason });
});

test('what is thrown without being an error is tried again', () => {
	expect(outcomeOfFailure('odd')).toEqual({ kind: 'retry', error: 'odd' });
	expect(outcomeOfFailure(undefined)).toEqual({ kind: 'retry', error: 'undefined' });
});

test.each([
	['ana@client.example', true],
	['josé+nota@açaí.example', true],
	['ana@client.example, rui@client.example', false],
	['Ana <ana@client.example>', false],
	['ana@client.example\r\nRCPT TO:<rui@client.example>', false],
	['ana', false],
	['', false],
	[`${'a'.repeat(250)}@x.example`, false]
])('%j is one address: %s', (text, expected) => {
	expect(isAddress(text)).toBe(expected);
});

const environment = {
	SUPABASE_URL: 'http://127.0.0.1:54321',
	SUPABASE_SECRET_KEYS: '{"default":"sb_secret_a","second":"sb_secret_b"}',
	SMTP_URL: 'smtp://127.0.0.1:54325'
};
const settingsFrom = (given: Record<string, string>) => readSettings((name) => given[name]);

test('the legacy key counts beside the new ones', () => {
	const legacy = { ...environment, SUPABASE_SERVICE_ROLE_KEY: 'legacy' };
	expect(settingsFrom(legacy).secretKeys).toEqual(['sb_secret_a', 'sb_secret_b', 'legacy']);
});

test.each([
	[undefined, 'nao-responda@balcao.localhost'],
	['faturas@demo.example', 'faturas@demo.example'],
	['Balcão <faturas@demo.example>', 'faturas@demo.example']
])('MAIL_FROM %s sends from %s', (from, address) => {
	expect(settingsFrom({ ...environment, ...(from && { MAIL_FROM: from }) }).mailFrom).toBe(address);
});

test.each([
	['SUPABASE_URL', { ...environment, SUPABASE_URL: '' }],
	['SMTP_URL', { ...environment, SMTP_URL: '' }],
	['SUPABASE_SECRET_KEYS', { ...environment, SUPABASE_SECRET_KEYS: '{}' }],
	['MAIL_FROM', { ...environment, MAIL_FROM: 'nobody' }]
])('%s is named when it is not usable', (name, given) => {
	expect(() => settingsFrom(given)).toThrow(name);
});

const mail = {
	...{ language: 'pt-BR' as const, subject: 'x', html: 'x', text: 'x' },
	...{ senderName: 'x', replyTo: null, images: [] }
};
const headersOf = (unsubscribe?: { page: string; oneClick: string | null }) =>
	composeMessage(
		{ id, recipient: 'ana@client.example' },
		{ ...mail, ...(unsubscribe && { unsubscribe }) },
		'faturas@demo.example'
	).headers;

test('what may be declined says where, to mail programs that do it by themselves and to others', () => {
	const page = 'https://app.example/pay/x/reminders';
	expect(headersOf({ page, oneClick: 'https://api.example/u?link=x' })).toMatchObject({
		'List-Unsubscribe': '<https://api.example/u?link=x>',
		'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
	});
	expect(headersOf({ page, oneClick: null })).toMatchObject({ 'List-Unsubscribe': `<${page}>` });
	expect(headersOf({ page, oneClick: null })).not.toHaveProperty('List-Unsubscribe-Post');
	expect(headersOf()).not.toHaveProperty('List-Unsubscribe');
});
