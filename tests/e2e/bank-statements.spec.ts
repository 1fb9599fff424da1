import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { adminOf, type Member, type Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { photograph } from './steps/photograph.ts';

/** A day of which everything here has happened: the tenth of November 2026, a Tuesday. */
const today = '2026-11-10';

interface Issued {
	id: string;
	number: number;
}

/** Invoices are issued on the first of November and due on the tenth. */
async function makeInvoices(
	platform: Platform,
	reseller: Reseller,
	owner: Member,
	wanted: { name: string; cents: number }[]
): Promise<Issued[]> {
	const admin = adminOf(platform);
	const setToday = (on: string) =>
		admin.from('resellers').update({ test_clock_on: on }).eq('id', reseller.id).throwOnError();
	await setToday('2026-11-01');
	const issued: Issued[] = [];
	for (const { name, cents } of wanted) {
		const id = randomUUID();
		await owner.db.rpc('create_client', { id, fields: { name } }).throwOnError();
		const { data } = await owner.db
			.rpc('issue_one_off_invoice', {
				request_id: randomUUID(),
				client_id: id,
				lines: [{ description: 'Mensalidade', quantity: 1, unit_cents: cents }],
				due_on: '2026-11-10'
			})
			.throwOnError();
		const { data: invoice } = await admin
			.from('invoices')
			.select('number')
			.eq('id', data.invoice_id)
			.single()
			.throwOnError();
		issued.push({ id: data.invoice_id, number: invoice.number });
	}
	await setToday(today);
	return issued;
}

const movement = (id: string, amount: string, memo: string) =>
	`<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261109100000[-03:EST]<TRNAMT>${amount}<FITID>${id}<MEMO>${memo}</STMTTRN>`;

/** As a bank of a desktop age writes it. */
const ofx = (movements: string[]) =>
	Buffer.from(
		`OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><SIGNONMSGSRSV1><SONRS><FI><ORG>Banco do Vale</FI></SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>BRL<BANKACCTFROM><BANKID>0341<ACCTID>12345</BANKACCTFROM><BANKTRANLIST>${movements.join('\n')}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`,
		'latin1'
	);

async function choose(page: Page, name: string, buffer: Buffer) {
	await page
		.getByLabel('Escolher extrato')
		.setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

const lines = (page: Page) => page.getByRole('list', { name: 'Lançamentos' }).getByRole('listitem');
const line = (page: Page, memo: string) => lines(page).filter({ hasText: memo });
const tab = (page: Page, name: RegExp) =>
	page.getByRole('navigation', { name: 'Lançamentos por situação' }).getByRole('link', { name });
const wide = (page: Page) => page.setViewportSize({ width: 1280, height: 800 });

test('money that was recorded by hand is linked, not recorded again', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Rio Conferido');
	const owner = await reseller.addMember('owner');
	const [paid] = await makeInvoices(platform, reseller, owner, [
		{ name: 'Padaria São João', cents: 129_90 }
	]);
	await owner.db
		.rpc('record_payment', {
			...{ request_id: randomUUID(), invoice_id: paid!.id },
			...{ method: 'pix', paid_on: '2026-11-07' }
		})
		.throwOnError();
	await wide(page);
	await enter(page, owner, `/r/${reseller.slug}/billing/bank-statements`);
	await choose(page, 'novembro.ofx', ofx([movement('1', '129,90', 'PIX PADARIA SAO JOAO')]));
	await expect(line(page, 'PADARIA SAO JOAO')).toContainText('Lançado à mão em 07/11/2026');
	await photograph(page, 'bank-recorded');
	await expectGoodLooks(page, 'money that was recorded before');
	await wide(page);
	await line(page, 'PADARIA SAO JOAO')
		.getByRole('button', { name: /^É o mesmo que o pagamento já lançado da fatura/ })
		.click();
	await expect(page.getByText('Ligado ao pagamento que já existia.')).toBeVisible();
	await tab(page, /^Pagos/).click();
	await expect(line(page, 'PADARIA SAO JOAO')).toContainText('já lançado à mão, ligado por');
	await line(page, 'PADARIA SAO JOAO').getByRole('button', { name: 'Desfazer' }).click();
	await expect(lines(page)).toHaveCount(0);
	const { data: payments } = await owner.db
		.from('payments')
		.select('status')
		.eq('invoice_id', paid!.id)
		.throwOnError();
	expect(payments).toEqual([{ status: 'succeeded' }]);
});

test('a bank statement: proposals, accept, choose, ignore, undo', async ({ page, platform }) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Rio Extratos');
	const owner = await reseller.addMember('owner');
	const [padaria, mercado] = await makeInvoices(platform, reseller, owner, [
		{ name: 'Padaria São João', cents: 129_90 },
		{ name: 'Mercado Bom Preço', cents: 250_00 },
		{ name: 'Ana Conceição Prado', cents: 80_00 },
		{ name: 'Beto Nogueira Lins', cents: 80_00 },
		{ name: 'Clara Ramos', cents: 310_00 }
	]);
	await enter(page, owner, `/r/${reseller.slug}/billing/bank-statements`);
	await expectGoodLooks(page, 'no statement yet');
	await wide(page);
	await photograph(page, 'bank-empty');

	const file = ofx([
		movement('1', '129,90', `PIX RECEBIDO FAT${padaria!.number} PADARIA SAO JOAO`),
		movement('2', '250.00', 'TED MERCADO BOM PRECO LTDA'),
		movement('3', '80.00', 'PIX RECEBIDO'),
		movement('4', '17.00', 'RENDIMENTO APLICACAO AUTOMATICA'),
		movement('5', '300.00', 'PIX RECEBIDO CLARA RAMOS'),
		movement('6', '-35.10', 'TAR PACOTE ITENS'),
		movement('7', 'muito', 'ILEGIVEL')
	]);

	await test.step('an OFX file is taken in at once', async () => {
		await choose(page, 'outubro.ofx', file);
		await expect(page.getByRole('heading', { name: 'outubro.ofx' })).toBeVisible();
		await expect(page.getByText('1 lançamento não pôde ser lido')).toBeVisible();
		await expect(lines(page)).toHaveCount(5);
		await expect(line(page, 'PADARIA SAO JOAO')).toContainText('código da fatura');
		await expect(line(page, 'MERCADO BOM PRECO')).toContainText('cliente citado');
		await expect(line(page, 'RENDIMENTO')).toContainText('Nenhuma fatura em aberto combina');
		await expect(line(page, 'PIX RECEBIDO').filter({ hasText: 'R$ 80,00' })).toContainText(
			'2 faturas com este valor'
		);
		await photograph(page, 'bank-review');
		await expectGoodLooks(page, 'going through a statement');
		await wide(page);
	});

	await test.step('all sure ones at once', async () => {
		await page.getByRole('button', { name: 'Aceitar 1 certo' }).click();
		await expect(page.getByText('1 pagamento registrado.')).toBeVisible();
		await expect(lines(page)).toHaveCount(4);
		await expect(tab(page, /^Pagos/)).toContainText('1');
	});

	await test.step('one by one, and taken back', async () => {
		await line(page, 'MERCADO BOM PRECO')
			.getByRole('button', { name: /^Aceitar fatura/ })
			.click();
		await expect(lines(page)).toHaveCount(3);
		await tab(page, /^Pagos/).click();
		await expect(lines(page)).toHaveCount(2);
		await line(page, 'MERCADO BOM PRECO').getByRole('button', { name: 'Desfazer' }).click();
		await expect(lines(page)).toHaveCount(1);
		await tab(page, /^A conferir/).click();
		await line(page, 'MERCADO BOM PRECO')
			.getByRole('button', { name: /^Aceitar fatura/ })
			.click();
		await expect(lines(page)).toHaveCount(3);
	});

	await test.step('another invoice, looked for by its client', async () => {
		await line(page, 'CLARA RAMOS')
			.getByRole('button', { name: /^Escolher fatura/ })
			.click();
		const dialog = page.getByRole('dialog', { name: 'Escolher a fatura' });
		// Named by the bank, though she owes another amount.
		await expect(dialog.getByRole('radio')).toHaveCount(1);
		await dialog.getByRole('searchbox', { name: 'Buscar fatura' }).fill('zzz');
		await expect(dialog.getByText('Nenhuma fatura em aberto encontrada.')).toBeVisible();
		await dialog.getByRole('searchbox', { name: 'Buscar fatura' }).fill('clara');
		await dialog.getByRole('radio', { name: /Clara Ramos/ }).check();
		await expect(dialog.getByText('faltam R$ 10,00')).toBeVisible();
		await photograph(page, 'bank-choose');
		await expectGoodLooks(page, 'choosing an invoice');
		await wide(page);
		await dialog.getByRole('button', { name: 'Aceitar' }).click();
		await expect(dialog).toBeHidden();
		await expect(lines(page)).toHaveCount(2);
	});

	await test.step('several of one amount: a person chooses', async () => {
		await lines(page)
			.filter({ hasText: 'R$ 80,00' })
			.getByRole('button', { name: /^Escolher fatura/ })
			.click();
		const dialog = page.getByRole('dialog', { name: 'Escolher a fatura' });
		await dialog.getByRole('radio', { name: /Beto Nogueira/ }).check();
		await dialog.getByRole('button', { name: 'Aceitar' }).click();
		await expect(lines(page)).toHaveCount(1);
	});

	await test.step('what paid nothing is ignored, and all is checked', async () => {
		await line(page, 'RENDIMENTO')
			.getByRole('button', { name: /^Mais ações/ })
			.click();
		await page.getByRole('menuitem', { name: 'Ignorar' }).click();
		await expect(page.getByRole('heading', { name: 'Tudo conferido' })).toBeVisible();
		await tab(page, /^Saídas/).click();
		await expect(line(page, 'TAR PACOTE')).toContainText('-R$ 35,10');
		await expect(lines(page).getByRole('button')).toHaveCount(0);
	});

	await test.step('the invoice is paid, as of the day it was posted', async () => {
		await tab(page, /^Pagos/).click();
		await page.getByRole('link', { name: `Fatura ${mercado!.number} · Mercado Bom Preço` }).click();
		await expect(page.getByText('Paga', { exact: true }).first()).toBeVisible();
		await page.goBack();
	});

	await test.step('the same file again leads to the same statement', async () => {
		await page.goto(`/r/${reseller.slug}/billing/bank-statements`);
		await expect(page.getByRole('link', { name: 'outubro.ofx' })).toBeVisible();
		await choose(page, 'outubro (1).ofx', file);
		await expect(page.getByRole('heading', { name: 'outubro.ofx' })).toBeVisible();
		await expect(page.getByText('Este arquivo já tinha sido enviado.')).toBeVisible();
	});

	await test.step('a file that overlaps pays nothing twice', async () => {
		await page.goto(`/r/${reseller.slug}/billing/bank-statements`);
		await choose(
			page,
			'novembro.ofx',
			ofx([
				movement('1', '129,90', `PIX RECEBIDO FAT${padaria!.number} PADARIA SAO JOAO`),
				movement('8', '80.00', 'PIX RECEBIDO ANA CONCEICAO PRADO')
			])
		);
		await expect(lines(page)).toHaveCount(1);
		await expect(line(page, 'ANA CONCEICAO')).toContainText('Ana Conceição Prado');
		await tab(page, /^Repetidos/).click();
		await expect(line(page, 'PADARIA')).toContainText('Já está em');
		await expect(lines(page).getByRole('button')).toHaveCount(0);
	});

	await expectGoodLooksAt(page, [`/r/${reseller.slug}/billing/bank-statements`, page.url()]);
});

test('a CSV file: columns with samples, remembered; refusals in words', async ({
	page,
	platform,
	troubles
}) => {
	troubles.expect(/answer 422: POST \S+\/bank-statements\/(?:read|import)$/);
	const reseller = await makeReseller(platform, 'Rio Planilhas');
	const owner = await reseller.addMember('owner');
	await makeInvoices(platform, reseller, owner, [{ name: 'Oficina Dois Irmãos', cents: 99_90 }]);
	const path = `/r/${reseller.slug}/billing/bank-statements`;
	await enter(page, owner, path);

	await test.step('what is no statement is told so', async () => {
		await choose(page, 'foto.ofx', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]));
		await expect(page.getByRole('alert')).toContainText('dados que não são texto');
		await choose(page, 'dolar.ofx', Buffer.from('<OFX><CURDEF>USD<STMTTRN></OFX>'));
		await expect(page.getByRole('alert')).toContainText('O extrato está em USD.');
	});

	const csv = (day: string) =>
		Buffer.from(
			[
				'Extrato de conta corrente',
				'Período;01/11/2026 a 10/11/2026',
				'Data;Histórico;Docto;Valor;Saldo',
				`${day};PIX RECEBIDO OFICINA DOIS IRMAOS;1;99,90;1.099,90`,
				`${day};TARIFA;2;-10,00;1.089,90`
			].join('\r\n'),
			'latin1'
		);
	const readAs = (column: string) =>
		page.getByRole('combobox', { name: `Ler a coluna ${column} como` });

	await test.step('columns are recognised, and can be read otherwise', async () => {
		await choose(page, 'extrato.csv', csv('09/11/2026'));
		await expect(readAs('Data')).toHaveValue('postedOn');
		await expect(readAs('Valor')).toHaveValue('amount');
		await expect(readAs('Histórico')).toHaveValue('memo');
		await expect(
			page.locator('bdi').filter({ hasText: 'PIX RECEBIDO OFICINA DOIS IRMAOS' })
		).toBeVisible();
		await photograph(page, 'bank-columns');
		await expectGoodLooks(page, 'columns of a statement');
		await wide(page);
		await readAs('Valor').selectOption('');
		await expect(page.getByRole('button', { name: 'Conferir lançamentos' })).toBeDisabled();
		await readAs('Valor').selectOption('amount');
		await readAs('Docto').selectOption('bankId');
		await page.getByRole('button', { name: 'Conferir lançamentos' }).click();
		await expect(line(page, 'OFICINA')).toContainText('Oficina Dois Irmãos');
	});

	await test.step('a statement that paid nothing can be discarded and taken in anew', async () => {
		await page.getByRole('button', { name: 'Mais ações', exact: true }).click();
		await page.getByRole('menuitem', { name: 'Descartar extrato' }).click();
		await page.getByRole('alertdialog').getByRole('button', { name: 'Descartar extrato' }).click();
		await expect(page.getByRole('heading', { name: 'Extratos bancários' })).toBeVisible();
		await expect(page.getByRole('link', { name: 'extrato.csv' })).toBeHidden();
		await choose(page, 'extrato.csv', csv('09/11/2026'));
		await page.getByRole('button', { name: 'Conferir lançamentos' }).click();
		await expect(line(page, 'OFICINA')).toBeVisible();
	});

	await test.step('the next file of that bank is read the same way', async () => {
		await page.goto(path);
		await choose(page, 'extrato-2.csv', csv('10/11/2026'));
		await expect(page.getByText('colunas como da última vez')).toBeVisible();
	});
});

test('a colleague’s decision arrives by itself', async ({ page, platform, openBrowser }) => {
	const reseller = await makeReseller(platform, 'Rio Ao Vivo');
	const owner = await reseller.addMember('owner');
	await makeInvoices(platform, reseller, owner, [{ name: 'Duda Melo', cents: 45_00 }]);
	await enter(page, owner, `/r/${reseller.slug}/billing/bank-statements`);
	await choose(page, 'vivo.ofx', ofx([movement('1', '45.00', 'PIX RECEBIDO')]));
	await expect(lines(page)).toHaveCount(1);
	await joinedLive(page, () => page.reload());
	const colleague = await openBrowser();
	await enter(colleague, await reseller.addMember('finance'), page.url());
	await line(colleague, 'PIX RECEBIDO')
		.getByRole('button', { name: /^Aceitar fatura/ })
		.click();
	await expect(page.getByRole('heading', { name: 'Tudo conferido' })).toBeVisible();
});
