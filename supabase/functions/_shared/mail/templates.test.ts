import { expect, test } from 'vitest';
import {
	dataRequestData,
	invitationData,
	invoiceData,
	logo,
	overdueData,
	receiptData,
	reminderData,
	signInCodeData,
	teamInvitationData
} from '../../email/testing/samples.ts';
import { renderMail } from './render.ts';

const brCode =
	'00020126360014br.gov.bcb.pix011412ABC34501DE355204000053039865406129.905802BR5916DEMO NET TELECOM6009Sao Paulo62090505FAT126304A789';

test.each([
	['invoice', 'pt-BR', invoiceData, 'Fatura nº 12 de Demo Net: R$ 129,90, vence em 05/12/2026'],
	['invoice', 'en', invoiceData, 'Invoice no. 12 from Demo Net: R$129.90, due Dec 5, 2026'],
	['receipt', 'pt-BR', receiptData, 'Recibo da fatura nº 12 de Demo Net: R$ 129,90'],
	['receipt', 'en', receiptData, 'Receipt for invoice no. 12 from Demo Net: R$129.90'],
	['reminder', 'pt-BR', reminderData, 'Lembrete: a fatura nº 12 de Demo Net vence em 05/12/2026'],
	['reminder', 'en', reminderData, 'Reminder: invoice no. 12 from Demo Net is due on Dec 5, 2026'],
	['overdue', 'pt-BR', overdueData, 'Fatura nº 12 de Demo Net vencida: R$ 132,80'],
	['overdue', 'en', overdueData, 'Invoice no. 12 from Demo Net is overdue: R$132.80'],
	['blocked', 'pt-BR', overdueData, 'Demo Net: serviço suspenso pela fatura nº 12'],
	['blocked', 'en', overdueData, 'Demo Net: service suspended for invoice no. 12'],
	['restored', 'pt-BR', receiptData, 'Demo Net: seu serviço está de volta'],
	['restored', 'en', receiptData, 'Demo Net: your service is back'],
	['sign_in_code', 'pt-BR', signInCodeData, 'Seu código de acesso ao Balcão'],
	['sign_in_code', 'en', signInCodeData, 'Your Balcão sign-in code'],
	['invitation', 'pt-BR', invitationData, 'Convite para o portal de Padaria São Jorge'],
	['invitation', 'en', invitationData, 'Invitation to the portal of Padaria São Jorge'],
	['invitation', 'pt-BR', teamInvitationData, 'Convite para a equipe de Demo Net'],
	['invitation', 'en', teamInvitationData, 'Invitation to the team of Demo Net'],
	['data_request', 'pt-BR', dataRequestData, 'Demo Net pede os seus dados de cadastro'],
	['data_request', 'en', dataRequestData, 'Demo Net asks for your details']
])('%s in %s', async (template, locale, data, subject) => {
	const mail = await renderMail(template, { ...data, locale });

	expect(mail.subject).toBe(subject);
	expect(mail.language).toBe(locale);
	expect(mail.html).toContain(`<html lang="${locale}"`);
	for (const body of [mail.html, mail.text])
		expect(body).not.toMatch(/undefined|null|NaN|\[object/);
	expect(mail.html.length).toBeLessThan(100_000); // Gmail cuts at 102 KB
});

test('a locale that nobody wrote for becomes Portuguese', async () => {
	expect((await renderMail('invoice', { ...invoiceData, locale: 'fr' })).language).toBe('pt-BR');
	expect((await renderMail('sign_in_code', signInCodeData)).language).toBe('pt-BR');
});

test('the invoice carries all that is needed to pay it', async () => {
	const mail = await renderMail('invoice', invoiceData);

	expect(mail.images.map((image) => [image.cid, image.contentType])).toEqual([
		['logo', 'image/png'],
		['pix', 'image/png']
	]);
	for (const { content } of mail.images) {
		expect([...content.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
	}
	for (const body of [mail.html, mail.text]) {
		expect(body).toContain(brCode);
		expect(body).toContain('05/12/2026');
		expect(body).toContain('22/11/2026 a 21/12/2026');
		expect(body).toContain('3 × R$ 10,00');
		expect(body).toContain('DEMO NET TELECOM');
	}
	expect(mail.html).not.toContain('data:');
	expect(mail.html.match(/<img /g)).toHaveLength(2);
	expect(mail.html.match(/<img [^>]*alt="[^"]+"/g)).toHaveLength(2);
	expect(mail.senderName).toBe('Demo Net Financeiro');
	expect(mail.replyTo).toBe('financeiro@demo.example');
});

test('what is paid already is not asked for again', async () => {
	const partly = {
		...invoiceData,
		invoice: { ...invoiceData.invoice, paid_cents: 5000, open_cents: 7990 }
	};
	const mail = await renderMail('invoice', partly);

	expect(mail.subject).toContain('R$ 79,90');
	expect(mail.text).toContain('540579.90');
	expect(mail.text).toContain('Já pago: − R$ 50,00');
});

test.each([0, 12990])('an invoice over %i cents with nothing open says so', async (cents) => {
	const invoice = {
		...invoiceData.invoice,
		...{ total_cents: cents, paid_cents: cents, open_cents: 0 }
	};
	const mail = await renderMail('invoice', { ...invoiceData, invoice });

	expect(mail.subject).toBe('Fatura nº 12 de Demo Net: nada a pagar');
	expect(mail.images.map((image) => image.cid)).toEqual(['logo']);
	expect(mail.html).not.toContain('cid:pix');
});

test.each([
	['without a Pix key', null],
	['with a key that no bank accepts', { key: 'x', merchant_name: 'Demo', merchant_city: 'SP' }]
])('%s the invoice says whom to ask', async (_case, pix) => {
	const withAddress = await renderMail('invoice', { ...invoiceData, pix });
	const brand = { ...invoiceData.brand, reply_to: null };
	const without = await renderMail('invoice', { ...invoiceData, pix, brand });

	expect(withAddress.text).toContain('responda a este e-mail ou escreva para Demo Net');
	expect(without.text).toContain('fale com Demo Net');
	expect(without.replyTo).toBeNull();
	expect(without.html).not.toContain('cid:pix');
});

test.each([
	['no logo', null],
	['a logo that is no image', 'data:text/html;base64,PHNjcmlwdD4=']
])('%s leaves the name alone in the header', async (_case, broken) => {
	const brand = { ...invoiceData.brand, logo: broken };
	const mail = await renderMail('invoice', { ...invoiceData, brand });

	expect(mail.html).not.toContain('cid:logo');
	expect(mail.images.map((image) => image.cid)).toEqual(['pix']);
});

test.each([
	['active', 'Fibra 500 Mega está ativo, pago até 21/12/2026.'],
	['suspended', 'Fibra 500 Mega está pago até 21/12/2026.']
])('a receipt for an %s subscription says what is true', async (subscription_status, sentence) => {
	const invoice = { ...receiptData.invoice, subscription_status };
	const mail = await renderMail('receipt', { ...receiptData, invoice });

	expect(mail.text).toContain(sentence);
	expect(mail.text).toContain('Pago em 30/11/2026, por Pix');
	expect(mail.text).not.toContain('repasse está');
});

test.each([
	[
		'pt-BR',
		'Fibra: acréscimo (3 × R$ 5,00): R$ 15,00',
		'Fibra: desconto (3 × -R$ 15,00): -R$ 45,00'
	],
	['en', 'Fibra: surcharge (3 × R$5.00): R$15.00', 'Fibra: discount (3 × -R$15.00): -R$45.00']
])('what is added and taken away is said in %s', async (locale, surcharge, discount) => {
	const line = { description: 'Fibra', quantity: 3 };
	const mail = await renderMail('invoice', {
		...invoiceData,
		locale,
		lines: [
			{ ...line, kind: 'plan', unit_cents: 9990, total_cents: 29970 },
			{ ...line, kind: 'surcharge', unit_cents: 500, total_cents: 1500 },
			{ ...line, kind: 'discount', unit_cents: -1500, total_cents: -4500 },
			{ kind: 'item', description: 'Cabo', quantity: 1, unit_cents: 100, total_cents: 100 }
		]
	});

	expect(mail.text).toContain(surcharge);
	expect(mail.text).toContain(discount);
	expect(mail.text).toContain('Cabo: ');
});

test('names are text, whatever is in them', async () => {
	const hostile = `<img src=x onerror="alert('1')">&amp;`;
	const mail = await renderMail('invoice', {
		...invoiceData,
		brand: { ...invoiceData.brand, name: hostile, reply_to: null },
		client: { name: hostile },
		pix: null,
		lines: [{ ...invoiceData.lines[0], description: hostile }]
	});

	expect(mail.html).not.toContain('<img src=x');
	expect(mail.html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;');
	expect(mail.text).toContain(hostile);
});

test('no name can start a header, a line or a change of direction; emoji and other scripts stay', async () => {
	const mail = await renderMail('invoice', {
		...invoiceData,
		brand: {
			...invoiceData.brand,
			name: 'Demo\r\nBcc: all@client.example\u202E',
			sender_name: 'Demo\u2028\u0000Net 🚀'
		},
		client: { name: 'שלום\u200F  مرحبا' }
	});

	expect(mail.subject).toBe(
		'Fatura nº 12 de Demo Bcc: all@client.example: R$ 129,90, vence em 05/12/2026'
	);
	expect(mail.senderName).toBe('Demo Net 🚀');
	expect(mail.text).toContain('Olá, שלום\u200F مرحبا!');
});

test('the code can be taken along in one piece and is not in the subject', async () => {
	const mail = await renderMail('sign_in_code', signInCodeData);

	expect(mail.html).toContain('>482913<');
	expect(mail.text.split('\n')).toContain('482913');
	expect(mail.text).toContain('10 minutos');
	expect(mail.subject).not.toContain('482913');
	expect(mail.senderName).toBe('Balcão');
});

test('the invitation says who invites whom where, and until when', async () => {
	const mail = await renderMail('invitation', invitationData);

	for (const body of [mail.html, mail.text]) {
		expect(body).toContain('Lívia Prado');
		expect(body).toContain(
			'Ana Ribeiro convidou você para o portal de Padaria São Jorge em Demo Net.'
		);
		expect(body).toContain('29 de novembro de 2026 às 14:30');
		expect(body).toContain('https://app.example/invite/abc-DEF_123');
	}
	expect(mail.text.split('\n')).toContain('https://app.example/invite/abc-DEF_123');
	expect(mail.html.match(/href="https:\/\/app\.example\/invite\/abc-DEF_123"/g)).toHaveLength(2);
	expect(mail.subject).not.toContain('invite/');
	expect(mail.senderName).toBe('Demo Net Financeiro');
	expect(mail.replyTo).toBe('financeiro@demo.example');
	expect(mail.images.map((image) => image.cid)).toEqual(['logo']);
});

test('the invitation into the team names the role; without its author the reseller invites', async () => {
	const portuguese = await renderMail('invitation', teamInvitationData);
	const english = await renderMail('invitation', {
		...teamInvitationData,
		locale: 'en',
		invited_by: null
	});

	expect(portuguese.text).toContain('com o papel “Somente leitura”');
	expect(english.text).toContain(
		'Demo Net has invited you to the team of Demo Net, in the role “Read only”.'
	);
	expect(english.text).toContain('November 29, 2026 at 2:30 PM');
});

test('the data request says who asks for whose data, and until when', async () => {
	const mail = await renderMail('data_request', dataRequestData);

	for (const body of [mail.html, mail.text]) {
		expect(body).toContain('Lívia Prado');
		expect(body).toContain(
			'Ana Ribeiro, de Demo Net, pede que você confira e complete o cadastro de Padaria São Jorge.'
		);
		expect(body).toContain('29 de novembro de 2026 às 14:30');
	}
	expect(mail.text.split('\n')).toContain('https://app.example/data/abc-DEF_123');
	expect(mail.html.match(/href="https:\/\/app\.example\/data\/abc-DEF_123"/g)).toHaveLength(2);
	expect(mail.subject).not.toContain('data/');
	expect(mail.senderName).toBe('Demo Net Financeiro');
	expect(mail.replyTo).toBe('financeiro@demo.example');
	const unsigned = await renderMail('data_request', { ...dataRequestData, requested_by: null });
	expect(unsigned.text).toContain('Demo Net pede que você confira');
	const english = await renderMail('data_request', { ...dataRequestData, locale: 'en' });
	expect(english.text).toContain('November 29, 2026 at 2:30 PM');
});

test('no name in a data request becomes markup, a header or a change of direction', async () => {
	const hostile = `<img src=x onerror="alert('1')">\r\nBcc: all@client.example\u202E`;
	const mail = await renderMail('data_request', {
		...dataRequestData,
		name: hostile,
		account_name: hostile,
		requested_by: hostile,
		brand: { ...dataRequestData.brand, name: hostile, sender_name: hostile }
	});

	expect(mail.html).not.toContain('<img src=x');
	for (const line of [mail.subject, mail.senderName]) expect(line).not.toMatch(/[\r\n\u202E]/);
	expect(mail.text).not.toMatch(/^Bcc:/m);
});

test.each(['javascript:alert(1)', 'https://app.example/invite/"><img src=x>', null])(
	'a link like %s never becomes markup',
	async (link) => {
		for (const [template, data] of [
			['invitation', invitationData],
			['data_request', dataRequestData]
		] as const) {
			const html = await renderMail(template, { ...data, link }).then(
				(mail) => mail.html,
				() => 'refused'
			);
			expect(html).not.toMatch(/javascript:|<img src=x/);
		}
	}
);

test.each([
	['an unknown template', 'poem', {}],
	['data of a deleted invoice', 'invoice', null],
	[
		'a date that is none',
		'invoice',
		{ ...invoiceData, invoice: { ...invoiceData.invoice, due_on: '2026-02-30' } }
	],
	['data of a deleted invitation', 'invitation', null],
	['an invitation whose link is gone', 'invitation', { ...invitationData, link: null }],
	['data of a deleted client', 'data_request', null],
	['a data request whose link is gone', 'data_request', { ...dataRequestData, link: null }],
	['a role that nobody has', 'invitation', { ...teamInvitationData, role: 'emperor' }],
	['a code that is missing', 'sign_in_code', { name: 'Ana', minutes: 10 }]
])('%s is an error, not a wrong mail', async (_case, template, data) => {
	await expect(renderMail(template, data)).rejects.toThrow();
});

test('the sample logo is one that the database accepts', () => {
	expect(logo).toMatch(/^data:image\/(png|jpeg);base64,[A-Za-z0-9+/]+=*$/);
});

test.each([
	['overdue', 'Sua fatura venceu há 7 dias'],
	['blocked', 'Seu serviço está suspenso']
])('%s says what it costs today, how that comes about, and how to pay', async (template, title) => {
	const mail = await renderMail(template, overdueData);

	expect(mail.html).toContain(title);
	for (const body of [mail.html, mail.text]) {
		expect(body).toContain('R$ 132,80');
		expect(body).toContain('Com R$ 2,90 de multa e juros');
		expect(body).toContain('Multa de 2%');
		expect(body).toContain('Juros de 1% ao mês, 7 dias de atraso');
		expect(body).toContain('https://app.example/pay/abc-DEF_123');
		expect(body).toContain('07/12/2026');
		// The code asks for the amount of today.
		expect(body).toContain('5406132.80');
	}
	expect(mail.unsubscribe).toBeUndefined();
	expect(mail.html).not.toContain('reminders');
});

test('the notice of a block names the plan, the reason and the way back', async () => {
	const { text } = await renderMail('blocked', overdueData);

	expect(text).toContain('Fibra 500 Mega está suspenso.');
	expect(text).toContain(
		'O motivo é a fatura nº 12, que podia ser paga até 07/12/2026 e está há 7 dias em atraso.'
	);
	expect(text).toContain('o serviço volta sozinho');
});

test('a reminder can be declined, in the mail program and on a page; nothing else can', async () => {
	const reminder = await renderMail('reminder', reminderData);
	expect(reminder.unsubscribe).toEqual({
		page: 'https://app.example/pay/abc-DEF_123/reminders',
		oneClick: 'https://api.example/functions/v1/email/unsubscribe?link=abc-DEF_123'
	});
	expect(reminder.html).toContain('href="https://app.example/pay/abc-DEF_123/reminders"');
	expect(reminder.text).toContain('https://app.example/pay/abc-DEF_123/reminders');

	for (const template of ['invoice', 'overdue', 'blocked', 'restored', 'receipt'])
		expect((await renderMail(template, reminderData)).unsubscribe).toBeUndefined();
});

test.each([
	['2026-12-05', 'hoje'],
	['2026-12-04', 'amanhã'],
	['2026-12-02', 'em 05/12/2026']
])('written on %s the reminder says that it is due %s', async (on_date, when) => {
	const invoice = { ...reminderData.invoice, on_date };
	const { subject } = await renderMail('reminder', { ...reminderData, invoice });
	expect(subject).toBe(`Lembrete: a fatura nº 12 de Demo Net vence ${when}`);
});

test('a gateway is paid by its own code and boleto, which it tells us of', async () => {
	const charge = { boleto_line: '34191.79001 01043.510047 91020.150008 1 1', pix_code: '00020GW' };
	const { text } = await renderMail('invoice', { ...invoiceData, charge });
	expect(text).toContain('00020GW');
	expect(text).not.toContain(brCode);
	expect(text).toContain('Linha digitável do boleto:\n34191.79001 01043.510047 91020.150008 1 1');

	const boletoOnly = { ...charge, pix_code: null };
	const mail = await renderMail('invoice', { ...invoiceData, pix: null, charge: boletoOnly });
	expect(mail.text).toContain('34191.79001');
	expect(mail.text).not.toContain('Para combinar o pagamento');
	expect(mail.images.map(({ cid }) => cid)).toEqual(['logo']);
});

test('a receipt says what lateness cost, and where credit came from and went', async () => {
	const invoice = {
		...receiptData.invoice,
		...{ fine_cents: 260, interest_cents: 30, paid_cents: 13280 },
		...{ credit_cents: 1000, excess_cents: 720 }
	};
	const { text } = await renderMail('receipt', { ...receiptData, invoice });
	expect(text).toContain('Valor pago: R$ 132,80.');
	expect(text).toContain('Multa de 2%: R$ 2,60');
	expect(text).toContain('Multa e juros: R$ 0,30');
	expect(text).toContain('R$ 10,00 foram pagos com o seu crédito.');
	expect(text).toContain('R$ 7,20 a mais viraram crédito');
});

test('what is restored but still open says so, with the way to pay', async () => {
	const trusted = await renderMail('restored', overdueData);
	expect(trusted.text).toContain('A fatura ainda pede R$ 132,80.');
	expect(trusted.text).toContain('https://app.example/pay/abc-DEF_123');
	expect((await renderMail('restored', receiptData)).text).not.toContain('ainda pede');
});
