import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import type { Paper } from './paper.ts';
import { payerLines } from './paper-of-invoice.ts';
import { writePaper } from './write-paper.server.ts';

const code =
	'00020126360014br.gov.bcb.pix011412ABC34501DE355204000053039865406132.805802BR5916DEMO NET TELECOM6009Sao Paulo62090505FAT12630498C1';
const paper: Paper = {
	payee: {
		...{ name: 'Conexão Ação', logo: null, primaryColor: '#0f5c4d' },
		...{ replyTo: 'financeiro@demo.example', timeZone: 'America/Sao_Paulo' },
		...{ legalName: 'Conexão Ação Telecomunicações Ltda.', document: '12ABC34501DE35' }
	},
	payer: ['Padaria São Jorge', '111.222.333-44', 'Rua da Imigração, 12 - fundos, Sé'],
	...{ number: 12, status: 'overdue', onDate: '2026-12-14', issuedOn: '2026-11-22' },
	...{ dueOn: '2026-12-05', effectiveDueOn: '2026-12-07', paidOn: null },
	...{ periodStart: '2026-12-01', periodEnd: '2026-12-31' },
	lines: [
		{
			...{ position: 1, kind: 'plan', description: 'Fibra 500 Mega' },
			...{ quantity: 1, unitCents: 13990, totalCents: 13990 }
		},
		{
			...{ position: 2, kind: 'discount', description: 'Promoção de verão' },
			...{ quantity: 1, unitCents: -1000, totalCents: -1000 }
		}
	],
	...{ totalCents: 12990, fineCents: 260, interestCents: 30, daysLate: 7 },
	...{ fineBps: 200, interestBps: 100, paidCents: 0, refundedCents: 0, openCents: 13280 },
	...{ pixCode: code, boletoLine: '34191.79001 01043.510047', payUrl: 'https://app.example/pay/x' }
};

test('everything can be read back, accents included, in Portuguese', async () => {
	const { text, title, language } = await read(paper, 'pt-BR');
	expect(title).toBe('Fatura 12 · Conexão Ação');
	expect(language).toBe('pt-BR');
	for (const part of [
		...['Conexão Ação Telecomunicações Ltda.', '12.ABC.345/01DE-35', 'financeiro@demo.example'],
		...['Padaria São Jorge', '111.222.333-44', 'Rua da Imigração, 12 - fundos, Sé'],
		...['Fatura 12', 'Vencida', '05/12/2026', '01/12/2026 – 31/12/2026'],
		...['Fibra 500 Mega', 'Promoção de verão · desconto', '-R$ 10,00', 'R$ 129,90'],
		...['Multa de 2%', 'R$ 2,60', 'Juros de 1% ao mês, 7 dias', 'R$ 0,30'],
		...['A pagar em 14/12/2026', 'R$ 132,80', 'Depois de 07/12/2026'],
		...['Linha digitável', '34191.79001 01043.510047', 'https://app.example/pay/x', 'Página 1 de 1']
	])
		expect(text).toContain(part);
	expect(text.replace(/\s/g, '')).toContain(code.replace(/\s/g, ''));
});

test('it speaks English to whoever reads English', async () => {
	const { text, title } = await read(paper, 'en');
	expect(title).toBe('Invoice 12 · Conexão Ação');
	for (const part of ['Overdue', 'Fine of 2%', 'R$132.80', 'Bill to', 'Page 1 of 1'])
		expect(text).toContain(part);
	expect(text).not.toContain('Vencimento');
});

test('what is paid asks for nothing', async () => {
	const { text } = await read(
		{
			...{ ...paper, status: 'paid', paidOn: '2026-12-01', paidCents: 12990, openCents: 0 },
			...{ fineCents: 0, interestCents: 0, daysLate: 0, pixCode: null, boletoLine: null }
		},
		'pt-BR'
	);
	expect(text).toContain('Paga em 01/12/2026.');
	for (const part of ['A pagar', 'Pix', 'https://', 'Depois de']) expect(text).not.toContain(part);
});

test('fifty long lines go on on further pages, each with its number, none lost', async () => {
	const lines = Array.from({ length: 50 }, (_, index) => ({
		...{ position: index + 1, kind: 'item' as const, quantity: 2, unitCents: 100, totalCents: 200 },
		description: `Serviço ${index + 1} ${'de instalação e configuração '.repeat(6)}`.trim()
	}));
	const { text, pages } = await read({ ...paper, lines }, 'pt-BR');
	expect(pages).toBeGreaterThan(2);
	for (const line of lines) expect(text).toContain(`Serviço ${line.position} de instalação`);
	expect(text).toContain(`Página ${pages} de ${pages}`);
	expect(text).toContain('R$ 132,80');
});

test.each([
	[
		'a picture',
		'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
	],
	['what only looks like one', 'data:image/png;base64,AAAA'],
	['no picture at all', 'data:text/html;base64,PHNjcmlwdD4=']
])('a logo that is %s breaks nothing', async (_case, logo) => {
	const { text } = await read({ ...paper, payee: { ...paper.payee, logo } }, 'pt-BR');
	expect(text).toContain('Fatura 12');
});

test('names of any script are drawn, and nobody writes into the document', async () => {
	const name = 'Żółć Ελλάς Москва (\\) /Catalog <<';
	const { text } = await read({ ...paper, payer: [name] }, 'pt-BR');
	expect(text).toContain(name);
});

test('the payer is written as on an envelope, without what is not known', () => {
	const to = {
		...{ name: 'Ana', document: null, locale: 'pt-BR' as const, email: null, street: 'Rua A' },
		...{ streetNumber: '1', complement: null, district: 'Centro', city: 'Recife', state: 'PE' },
		postalCode: '50010000'
	};
	expect(payerLines(to)).toEqual(['Ana', 'Rua A, 1, Centro', '50010-000 Recife - PE']);
	expect(
		payerLines({
			...to,
			street: null,
			streetNumber: null,
			district: null,
			city: null,
			state: null,
			postalCode: null
		})
	).toEqual(['Ana']);
});

async function read(of: Paper, locale: 'pt-BR' | 'en') {
	const bytes = new Uint8Array(await new Response(writePaper(of, locale)).arrayBuffer());
	const pdf = await getDocumentProxy(bytes);
	const { text, totalPages } = await extractText(pdf, { mergePages: true });
	const { info } = await pdf.getMetadata();
	const { Title, Language } = info as { Title: string; Language: string };
	// Money has a no-break space.
	return {
		text: text.replace(/\u00a0/g, ' '),
		pages: totalPages,
		title: Title,
		language: Language
	};
}
