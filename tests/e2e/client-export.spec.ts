import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import * as sheetJs from 'xlsx';
import { makeMember, type Member } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const names = (page: Page) => page.locator('[data-client] [data-open]');
const button = (page: Page) => page.getByRole('link', { name: 'Exportar', exact: true });
const header = [
	...['ID', 'Nome fantasia', 'Razão social', 'Plano', 'Status', 'Sessões restantes', 'Suspenso'],
	...['Vencimento', 'Último pagamento', 'Criação', 'CPF/CNPJ', 'E-mail', 'Telefone']
];
const formula = '=HYPERLINK("http://x.example";"clique")';
const clients = [
	{ name: 'Padaria Aurora Ltda.', trade_name: 'Aurora', phones: ['+5511987650123'] },
	{ name: formula, document: '11222333000181', email: 'joao@oficina.example' },
	{ name: 'Padaria \u202Etxt.exe 😀 <b>', trade_name: '_x0041_' }
];

async function addClients(member: Member) {
	for (const fields of clients)
		await member.db.rpc('create_client', { id: randomUUID(), fields }).throwOnError();
}

async function sheetOf(download: Download): Promise<sheetJs.WorkSheet> {
	const workbook = sheetJs.read(await readFile((await download.path())!), { cellNF: true });
	return workbook.Sheets[workbook.SheetNames[0]!]!;
}

const rowsOf = (sheet: sheetJs.WorkSheet) =>
	sheetJs.utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: false, defval: null });

test('the list is downloaded as it is filtered and sorted, and the trail says so', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Planilhas Prontas');
	const owner = await reseller.addMember('owner');
	await addClients(owner);
	// Alive: before, the button is a mere link.
	await joinedLive(page, () => enter(page, owner, `${reseller.clientsPath}?q=padaria&sort=name`));
	await expect(names(page)).toHaveCount(2);
	const listed = await names(page).allTextContents();

	const coming = page.waitForEvent('download');
	await button(page).click();
	const download = await coming;
	expect(download.suggestedFilename()).toMatch(
		new RegExp(`^clientes-${reseller.slug}-\\d{4}-\\d\\d-\\d\\d\\.xlsx$`)
	);
	await expect(page.getByText('Planilha com 2 clientes baixada')).toBeVisible();
	const rows = rowsOf(await sheetOf(download));
	expect(rows[0]).toEqual(header);
	expect(rows.slice(1).map((row) => row[1] ?? row[2])).toEqual(listed);
	const [aurora, marked] = rows.slice(1).sort((one, other) => Number(one[0]) - Number(other[0]));
	expect(aurora!.slice(1, 3)).toEqual(['Aurora', 'Padaria Aurora Ltda.']);
	expect(aurora![12]).toBe('(11) 98765-0123');
	expect(marked!.slice(1, 3)).toEqual(['_x0041_', clients[2]!.name]);

	const { data: entries } = await owner.db
		.from('audit_entries')
		.select('after')
		.eq('table_name', 'client_exports')
		.throwOnError();
	expect(entries).toEqual([{ after: { q: 'padaria', total: 2 } }]);
});

test('what looks like a formula is text, and phones are hidden from whoever may not see them', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Planilhas Discretas');
	const owner = await reseller.addMember('owner');
	await addClients(owner);
	const blind = await makeMember(platform, 'Sem telefones', `reseller/${reseller.slug}`, {
		reseller_id: reseller.id,
		role: 'support',
		sees_phones: false
	});
	await enter(page, blind, reseller.clientsPath);
	await expect(names(page)).toHaveCount(3);
	const coming = page.waitForEvent('download');
	await button(page).click();
	const sheet = await sheetOf(await coming);
	const cells = Object.entries(sheet).filter(([address]) => !address.startsWith('!'));
	expect(cells.filter(([, cell]) => (cell as sheetJs.CellObject).f)).toEqual([]);
	const rows = rowsOf(sheet);
	expect(rows.find((row) => row[2] === formula)?.[10]).toBe('11.222.333/0001-81');
	expect(rows.find((row) => row[1] === 'Aurora')?.[12]).toMatch(/^\+55 •+ 23$/);
});

test('a failure is said, with a way to try again', async ({ page, platform, troubles }) => {
	troubles.expect(/no answer: POST \S+\/clients\/export/);
	const reseller = await makeReseller(platform, 'Planilhas Insistentes');
	const owner = await reseller.addMember('owner');
	await addClients(owner);
	await joinedLive(page, () => enter(page, owner, reseller.clientsPath));
	await expect(names(page)).toHaveCount(3);
	await page.route('**/clients/export', (route) => route.abort(), { times: 1 });
	await button(page).click();
	const notice = page.getByRole('alert').filter({ hasText: 'A exportação não chegou ao fim' });
	await expect(notice).toContainText('A conexão caiu no caminho.');
	const coming = page.waitForEvent('download');
	await notice.getByRole('button', { name: 'Tentar de novo' }).click();
	expect(rowsOf(await sheetOf(await coming))).toHaveLength(4);
	await expect(page.getByText('Planilha com 3 clientes baixada')).toBeVisible();
	await expect(notice).toHaveCount(0);
});

test('without script the button is a link to the same sheet', async ({
	browser,
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Planilhas Simples');
	const owner = await reseller.addMember('owner');
	await addClients(owner);
	await enter(page, owner, reseller.clientsPath);
	const context = await browser.newContext({
		javaScriptEnabled: false,
		storageState: await page.context().storageState()
	});
	const plain = await context.newPage();
	await plain.goto(`${new URL(page.url()).origin}${reseller.clientsPath}?q=aurora`);
	const coming = plain.waitForEvent('download');
	await button(plain).click();
	expect(rowsOf(await sheetOf(await coming)).map((row) => row[1])).toEqual([
		'Nome fantasia',
		'Aurora'
	]);
	await context.close();
});
