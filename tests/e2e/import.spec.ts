import type { Page } from '@playwright/test';
import { sheetOf, xlsxOf } from '../../src/lib/spreadsheet/reader/xlsx-fixture.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks } from './steps/look.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

/** As systems in Brazil still write it. */
const windows1252 = (text: string) => Buffer.from(text, 'latin1');

const csv = windows1252(
	[
		'Razão Social;Nome Fantasia;CPF/CNPJ;E-mail;Celular;Município;UF;Plano;Valor',
		'Padaria São João Ltda.;Padaria São João;11.222.333/0001-81;contato@saojoao.example;(11) 98765-4321;São Paulo;São Paulo;Ouro;99,90',
		'Ana Conceição;;529.982.247-25;ana@conceicao.example;(21) 99876-5432;Niterói;RJ;;',
		'Açougue Três Irmãos;;11.222.333/0001-81;;;Avaré;SP;;',
		'=HYPERLINK("http://x");;;sem arroba;;;SP;;',
		''
	].join('\r\n')
);

async function chooseFile(page: Page, name: string, buffer: Buffer | Uint8Array) {
	await page
		.getByLabel('Escolher planilha')
		.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(buffer) });
}

const readAs = (page: Page, column: string) =>
	page.getByRole('combobox', { name: `Importar a coluna ${column} como` });
const figure = (page: Page, name: RegExp) =>
	page.getByRole('navigation', { name: 'Linhas por resultado' }).getByRole('link', { name });

test('a file of clients: columns, rows to look at, import, undo', async ({ page, platform }) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Rio Importador');
	const owner = await reseller.addMember('owner');
	await enter(page, owner, `${reseller.clientsPath}/import`);
	await expectGoodLooks(page, 'choosing a file');
	await page.setViewportSize({ width: 1280, height: 800 });

	await test.step('columns are recognised; what would bill is left out', async () => {
		await chooseFile(page, 'clientes.csv', csv);
		await expect(readAs(page, 'Razão Social')).toHaveValue('name');
		await expect(readAs(page, 'CPF/CNPJ')).toHaveValue('document');
		await expect(readAs(page, 'Município')).toHaveValue('city');
		await expect(readAs(page, 'Plano')).toHaveValue('');
		await expect(
			page.getByText('Planos e valores não são importados: Plano, Valor.')
		).toBeVisible();
		await expect(page.locator('bdi').filter({ hasText: 'Padaria São João Ltda.' })).toBeVisible();
		await expectGoodLooks(page, 'choosing columns');
		await page.setViewportSize({ width: 1280, height: 800 });
	});

	await test.step('a field takes one column, and the name is needed', async () => {
		await readAs(page, 'Plano').selectOption('name');
		await expect(page.getByText('Outra coluna já usa este campo.')).toHaveCount(2);
		await expect(page.getByRole('button', { name: 'Conferir linhas' })).toBeDisabled();
		await readAs(page, 'Plano').selectOption('');
	});

	await test.step('every row says what will become of it', async () => {
		await page.getByRole('button', { name: 'Conferir linhas' }).click();
		await expect(page.getByRole('heading', { name: 'clientes.csv' })).toBeVisible();
		await expect(figure(page, /^Novo/)).toContainText('2');
		await expect(figure(page, /^A pular/)).toContainText('1');
		await expect(figure(page, /^Com erro/)).toContainText('1');
		await expect(page.getByText('Mesmo documento da linha 2.')).toBeVisible();
		await expect(page.getByText(/E-mail “sem arroba”: /)).toBeVisible();
		await expect(page.getByText('Importar 2 clientes, pular 1, 1 com erro.')).toBeVisible();
		await expectGoodLooks(page, 'looking at rows');
		await page.setViewportSize({ width: 1280, height: 800 });
		await figure(page, /^Com erro/).click();
		await expect(page.getByRole('table').getByRole('row')).toHaveCount(2);
	});

	await test.step('the report has the same, and no formula', async () => {
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('link', { name: '.csv', exact: true }).click()
		]);
		const chunks: Buffer[] = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
		const text = Buffer.concat(chunks).toString();
		expect(text).toContain('sem arroba');
		expect(text).toContain(`'=HYPERLINK`);
	});

	await test.step('confirmed, they are clients', async () => {
		await page.getByRole('button', { name: 'Importar 2 clientes' }).click();
		await expect(page.getByText('Concluída', { exact: true })).toBeVisible();
		await expect(figure(page, /^Importado/)).toContainText('2');
		await figure(page, /^Importado/).click();
		await page.getByRole('link', { name: 'Padaria São João' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Padaria São João' })).toBeVisible();
		await page.goBack();
	});

	await test.step('and taken back they are gone', async () => {
		await page.getByRole('button', { name: 'Desfazer importação' }).click();
		await page
			.getByRole('alertdialog')
			.getByRole('button', { name: 'Desfazer importação' })
			.click();
		await expect(page.getByText('Desfeita', { exact: true })).toBeVisible();
		await expect(figure(page, /^Removido/)).toContainText('2');
		await expectGoodLooks(page, 'an import that was undone');
	});

	await test.step('the next file of that system is read the same way', async () => {
		await page.setViewportSize({ width: 1280, height: 800 });
		await page.goto(`${reseller.clientsPath}/import`);
		await expect(page.getByRole('link', { name: 'clientes.csv' })).toBeVisible();
		await chooseFile(page, 'clientes-2.csv', csv);
		await expect(page.getByText('colunas como da última vez')).toBeVisible();
	});
});

test('an XLSX file of a client that exists fills what is empty', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Rio Completa');
	const owner = await reseller.addMember('owner');
	const id = crypto.randomUUID();
	await owner.db
		.rpc('create_client', {
			id,
			fields: { name: 'Casa Sete', person_type: 'company', document: '11222333000181' }
		})
		.throwOnError();
	const text = (ref: string, words: string) =>
		`<c r="${ref}" t="inlineStr"><is><t>${words}</t></is></c>`;
	// A document that a spreadsheet took for a number.
	const file = await sheetOf(
		`<row r="1">${text('A1', 'Nome')}${text('B1', 'CNPJ')}${text('C1', 'Cidade')}</row>` +
			`<row r="2">${text('A2', 'Outro nome')}<c r="B2"><v>11222333000181</v></c>${text('C2', 'Campinas')}</row>`
	);
	await enter(page, owner, `${reseller.clientsPath}/import`);
	await chooseFile(page, 'clientes.xlsx', file);
	await page.getByRole('button', { name: 'Conferir linhas' }).click();
	await expect(page.getByText('Nenhuma linha pode ser importada assim.')).toBeVisible();
	await page.getByRole('radio', { name: /^Completar/ }).check();
	await page.getByRole('button', { name: 'Completar 1 cliente' }).click();
	await expect(page.getByText('Campos completados: Cidade.')).toBeVisible();
	const { data } = await owner.db.from('clients').select('name, city').eq('id', id).single();
	expect(data).toEqual({ name: 'Casa Sete', city: 'Campinas' });
});

test('files that are none, too large, or a trap are refused with the reason', async ({
	page,
	platform,
	troubles
}) => {
	test.slow();
	troubles.expect(/answer 4\d\d: POST/);
	const reseller = await makeReseller(platform, 'Rio Recusa');
	const owner = await reseller.addMember('owner');
	await enter(page, owner, `${reseller.clientsPath}/import`);
	// Blanks shrink to nothing; the reader stops long before it has them all.
	const bomb = await xlsxOf({
		'xl/worksheets/sheet1.xml': Buffer.concat([
			Buffer.from('<worksheet><sheetData><row r="1"><c><v>1</v></c></row>'),
			Buffer.alloc(210_000_000, ' '),
			Buffer.from('</sheetData></worksheet>')
		])
	});
	const refusals: [string, Buffer | Uint8Array, RegExp][] = [
		['vazio.csv', Buffer.from(''), /O arquivo está vazio/],
		['cabecalho.csv', Buffer.from('Nome;E-mail\r\n'), /só tem o cabeçalho/],
		['foto.xlsx', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), /não/],
		['antigo.xls', Buffer.from('d0cf11e0a1b11ae1' + '00'.repeat(600), 'hex'), /antigo|senha/],
		['grande.csv', Buffer.alloc(20_500_000, 'a;b\r\n'), /passa de 20 MB/],
		['bomba.xlsx', bomb, /grande demais/]
	];
	for (const [name, content, words] of refusals) {
		await test.step(name, async () => {
			await chooseFile(page, name, content);
			await expect(page.getByRole('main').getByText(words)).toBeVisible({ timeout: 40_000 });
			await page.reload();
		});
	}
});

test('whoever may not import is told so', async ({ page, platform, troubles }) => {
	troubles.expect(/answer 403: GET/);
	const reseller = await makeReseller(platform, 'Rio Restrito');
	await enter(page, await reseller.addMember('support'), `${reseller.clientsPath}/import`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByLabel('Escolher planilha')).toHaveCount(0);
});
