import { expect, test } from 'vitest';
import {
	sessionsLowData,
	sessionsOutData,
	staffSessionsData,
	webhookStoppedData
} from '../../email/testing/samples.ts';
import { renderMail } from './render.ts';

test.each([
	['sessions_low', 'pt-BR', sessionsLowData, 'Demo Net: restam 180 de 1.000 sessões'],
	['sessions_low', 'en', sessionsLowData, 'Demo Net: 180 of 1,000 sessions left'],
	['sessions_out', 'pt-BR', sessionsOutData, 'Demo Net: a cota de sessões acabou'],
	['sessions_out', 'en', sessionsOutData, 'Demo Net: the quota of sessions is used up'],
	[
		'sessions_low',
		'pt-BR',
		{ ...sessionsLowData, ...staffSessionsData },
		'Padaria São Jorge: restam 180 de 1.000 sessões'
	],
	[
		'sessions_out',
		'en',
		{ ...sessionsOutData, ...staffSessionsData },
		'Padaria São Jorge: the quota of sessions is used up'
	],
	['webhook_stopped', 'pt-BR', webhookStoppedData, 'Demo Net: o webhook ERP foi parado'],
	['webhook_stopped', 'en', webhookStoppedData, 'Demo Net: the webhook ERP was stopped']
])('%s in %s', async (template, locale, data, subject) => {
	const mail = await renderMail(template, { ...data, locale });

	expect(mail.subject).toBe(subject);
	expect(mail.language).toBe(locale);
	expect(mail.html).toContain(`<html lang="${locale}"`);
	expect(mail.senderName).toBe('Demo Net Financeiro');
	expect(mail.replyTo).toBe('financeiro@demo.example');
	expect(mail.images.map(({ cid }) => cid)).toEqual(['logo']);
	for (const body of [mail.html, mail.text])
		expect(body).not.toMatch(/undefined|null|NaN|\[object/);
});

test('what comes to its end is told with what is left, until when, and how long it lasts', async () => {
	const mail = await renderMail('sessions_low', sessionsLowData);

	for (const body of [mail.html, mail.text]) {
		expect(body).toContain('Olá, Lívia Prado!');
		expect(body).toContain('Já foram usados 82% da cota de Chat 1000 neste período.');
		expect(body).toContain('180 de 1.000');
		expect(body).toContain('O período termina em 21/12/2026');
		expect(body).toContain('No ritmo dos últimos dias, acabam em');
		expect(body).toContain('03/12/2026');
		expect(body).toContain(sessionsLowData.link);
	}
	expect(mail.html).not.toContain('billing/settings');
	const unknown = await renderMail('sessions_low', { ...sessionsLowData, forecast_on: null });
	expect(unknown.text).not.toContain('No ritmo');
});

test('what is renewed before it runs out lasts, and what has no limit has no last day', async () => {
	const lasts = { ...sessionsLowData, forecast_on: '2026-12-22' };
	const mail = await renderMail('sessions_low', lasts);
	for (const body of [mail.html, mail.text]) {
		expect(body).toContain('No ritmo dos últimos dias, duram até a renovação, em');
		expect(body).not.toContain('acabam em');
		expect(body).not.toContain('22/12/2026');
	}
	// Another of its plans is renewed sooner.
	const sooner = await renderMail('sessions_low', { ...sessionsLowData, renews_on: '2026-12-01' });
	expect(sooner.text).toContain('duram até a renovação, em: 01/12/2026');
	const free = await renderMail('sessions_low', { ...sessionsLowData, after: 'free' });
	for (const body of [free.html, free.text]) expect(body).not.toContain('No ritmo');
});

test.each([
	[{ after: 'block' }, 'novas sessões são recusadas até o fim do período, em 21/12/2026'],
	[
		{ after: 'bill', overage_price_cents: 25 },
		'cada sessão a mais custa R$ 0,25 e vem na próxima fatura'
	],
	[
		{ after: 'cap', overage_price_cents: 25, overage_cap: 1500 },
		'o serviço continua até 1.500 sessões a mais, cada uma a R$ 0,25'
	],
	[{ after: 'free' }, 'outro plano cobre as sessões, sem limite']
])('with %j it says what happens then', async (terms, sentence) => {
	const low = await renderMail('sessions_low', { ...sessionsLowData, ...terms });
	expect(low.text).toContain('Quando não restar nenhuma');
	for (const body of [low.html, low.text]) expect(body).toContain(sentence);
	const out = await renderMail('sessions_out', { ...sessionsOutData, ...terms });
	expect(out.text).not.toContain('Quando não restar nenhuma');
	expect(out.text.toLowerCase()).toContain(sentence.toLowerCase());
});

test('extras come after the quota, and only then what the plan says', async () => {
	const low = await renderMail('sessions_low', { ...sessionsLowData, extras_left: 1 });
	expect(low.text).toContain('Depois da cota, são usadas as extras: 1 sessão.');
	const out = await renderMail('sessions_out', { ...sessionsOutData, extras_left: 30 });
	expect(out.text).toContain('Agora são usadas as extras: 30 sessões.');
	expect(out.text).toContain('Quando não restar nenhuma, novas sessões são recusadas');
});

test('whoever has no access gets no link, and the staff the way to the settings', async () => {
	const withoutAccess = await renderMail('sessions_low', { ...sessionsLowData, link: null });
	expect(withoutAccess.text).not.toContain('https://');
	expect(withoutAccess.html).not.toContain('<a ');
	const staff = await renderMail('sessions_low', { ...sessionsLowData, ...staffSessionsData });
	for (const body of [staff.html, staff.text]) {
		expect(body).toContain('As sessões de Padaria São Jorge estão acabando');
		expect(body).toContain(staffSessionsData.link);
		expect(body).toContain(staffSessionsData.settings_link);
	}
});

test.each([
	['failing', 'Nada chegou a ERP (erp.example:8443) durante cinco dias'],
	['gone', 'ERP (erp.example:8443) respondeu que o endereço não existe mais (410)']
])('an endpoint that was stopped as %s: why, when, what waits', async (reason, sentence) => {
	const mail = await renderMail('webhook_stopped', { ...webhookStoppedData, reason });
	for (const body of [mail.html, mail.text]) {
		expect(body).toContain(sentence);
		expect(body).toContain('23 de novembro de 2026 às 14:30');
		expect(body).toContain('Entregas que não chegaram: 1.204.');
		expect(body).toContain(webhookStoppedData.link);
	}
	const nameless = { ...webhookStoppedData, reason, description: '', waiting: 0 };
	const other = await renderMail('webhook_stopped', nameless);
	expect(other.subject).toBe('Demo Net: o webhook erp.example:8443 foi parado');
	expect(other.text).not.toContain('Entregas que não chegaram');
});

test('no name becomes markup, a header or a change of direction', async () => {
	const hostile = `<img src=x onerror="alert('1')">\r\nBcc: all@client.example\u202E`;
	const brand = { ...sessionsLowData.brand, name: hostile, sender_name: hostile };
	for (const [template, data] of [
		['sessions_low', { ...sessionsLowData, client_name: hostile, plan_name: hostile }],
		['sessions_out', { ...sessionsOutData, ...staffSessionsData, client_name: hostile }],
		['webhook_stopped', { ...webhookStoppedData, host: hostile, description: hostile }]
	] as const) {
		const mail = await renderMail(template, { ...data, brand, name: hostile });
		expect(mail.html).not.toContain('<img src=x');
		for (const line of [mail.subject, mail.senderName]) expect(line).not.toMatch(/[\r\n\u202E]/);
		expect(mail.text).not.toMatch(/^Bcc:/m);
	}
});

test.each([
	['sessions_low', null],
	['sessions_low', { ...sessionsLowData, link: 'javascript:alert(1)' }],
	['sessions_out', { ...sessionsOutData, after: 'charge' }],
	['webhook_stopped', null],
	['webhook_stopped', { ...webhookStoppedData, reason: 'paused' }]
])('%s from %j is an error, not a wrong mail', async (template, data) => {
	await expect(renderMail(template, data)).rejects.toThrow();
});
