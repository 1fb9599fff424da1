import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import type { Member } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooks } from './steps/look.ts';
import { makeClient } from './steps/people.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const names = (page: Page) => page.locator('[data-client] [data-open]');
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });
const search = (page: Page) => page.getByRole('searchbox', { name: 'Buscar clientes' });
const tab = (page: Page, name: string) =>
	page.getByRole('navigation', { name: 'Grupos de clientes' }).getByRole('link', { name });
const bulk = (page: Page) => page.getByRole('region', { name: 'Ações para os selecionados' });

/** Clients without plan or invoice, the last one newest. */
async function addClients(member: Member, clients: object[]): Promise<string[]> {
	const ids: string[] = [];
	for (const fields of clients) {
		const id = randomUUID();
		await member.db.rpc('create_client', { id, fields }).throwOnError();
		ids.push(id);
	}
	return ids;
}

const shop = { name: 'Padaria Pão de Açúcar Ltda.', trade_name: 'Pão de Açúcar' };
const garage = {
	name: 'Oficina Mecânica São João Ltda.',
	document: '11222333000181',
	email: 'joao@oficina.example',
	phones: ['+5511987650123']
};

async function openList(page: Page, member: Member, reseller: Reseller, query = '') {
	await joinedLive(page, () => enter(page, member, reseller.clientsPath + query));
}

test('search as you type: accents, masks and numbers do not matter, the address follows', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Busca Rápida');
	const owner = await reseller.addMember('owner');
	await addClients(owner, [shop, garage, { name: 'Ana Souza', person_type: 'individual' }]);
	await openList(page, owner, reseller);
	await expect(names(page)).toHaveText(['Ana Souza', garage.name, 'Pão de Açúcar']);

	await page.keyboard.press('/');
	await expect(search(page)).toBeFocused();
	for (const words of ['acucar pao', 'PÃO DE ACUCAR', 'padaria']) {
		await search(page).fill(words);
		await expect(names(page), words).toHaveText(['Pão de Açúcar']);
	}
	for (const words of ['11.222.333/0001-81', 'oficina.example', '98765-0123', 'mecanica joão']) {
		await search(page).fill(words);
		await expect(names(page), words).toHaveText([garage.name]);
	}
	await expect(page).toHaveURL(/\?q=mecanica/);
	await page.reload();
	await expect(search(page)).toHaveValue('mecanica joão');
	await expect(names(page)).toHaveText([garage.name]);

	await search(page).fill('ninguém assim');
	await expect(page.getByRole('heading', { name: 'Nenhum cliente encontrado' })).toBeVisible();
	await page.getByRole('link', { name: 'Limpar filtros' }).click();
	await expect(names(page)).toHaveCount(3);
	await expect(search(page)).toHaveValue('');
	expect(new URL(page.url()).search).toBe('');
});

test('filters combined stand in the address, as chips, and come back with it; nonsense is named', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Filtros Juntos');
	const owner = await reseller.addMember('owner');
	await makeClient(owner, 'Hotel Central');
	await addClients(owner, [shop, garage, { ...garage, name: 'Outra Oficina', document: null }]);
	await openList(page, owner, reseller);

	await page.getByRole('button', { name: 'Filtros' }).click();
	const panel = page.getByRole('dialog', { name: 'Filtros' });
	await panel.getByLabel('Razão social').fill('oficina');
	await panel.getByRole('checkbox', { name: 'Sem plano' }).check();
	await panel.getByRole('checkbox', { name: 'Desativado' }).check();
	await panel.getByLabel('Suspenso').selectOption({ label: 'Não' });
	await panel.getByLabel('Tipo de pagamento').selectOption({ label: 'Informal' });
	await panel.getByRole('checkbox', { name: 'Sem fatura' }).check();
	await panel.getByLabel('Criação – início').fill('2026-01-01');
	await panel.getByRole('button', { name: 'Aplicar filtros' }).click();
	await expect(names(page)).toHaveText(['Outra Oficina', garage.name]);
	await expect(page.getByText('2 clientes com estes filtros')).toBeVisible();
	const chips = page.getByRole('list', { name: 'Filtros em uso' });
	await expect(chips.getByRole('listitem')).toHaveCount(8);
	expect(new URL(page.url()).search).toBe(
		'?name=oficina&status=inactive&plan=none&suspended=no&created_from=2026-01-01&collection=informal&payment=none'
	);

	await page.getByRole('columnheader', { name: 'Nome fantasia' }).getByRole('link').click();
	await expect(page).toHaveURL(/sort=/);
	const address = page.url();
	await page.goto(reseller.clientsPath);
	await expect(names(page)).toHaveCount(4);
	await page.goto(address);
	await expect(names(page)).toHaveText([garage.name, 'Outra Oficina']);
	await chips.getByRole('link', { name: 'Remover o filtro Razão social' }).click();
	await expect(names(page)).toHaveCount(3);
	await page.goBack();
	await expect(names(page)).toHaveCount(2);

	const answer = await page.goto(
		`${reseller.clientsPath}?status=deleted&number=abc&created_to=2026-02-31&sort=password&after=%5B1&plan=${'x'.repeat(300)}`
	);
	expect(answer?.status()).toBe(200);
	await expect(names(page)).toHaveCount(4);
	await expect(page.getByText('Filtro ignorado: status=deleted')).toBeVisible();
});

test('order, columns and kept views', async ({ page, openBrowser, platform }) => {
	const reseller = await makeReseller(platform, 'Minhas Visões');
	const owner = await reseller.addMember('owner');
	const colleague = await reseller.addMember('viewer');
	await addClients(owner, [shop, garage, { name: 'Zebra Ltda.', email: 'z@zebra.example' }]);
	await openList(page, owner, reseller);

	const head = page.getByRole('columnheader', { name: 'Nome fantasia' });
	await head.getByRole('link').click();
	await expect(head).toHaveAttribute('aria-sort', 'ascending');
	await expect(names(page)).toHaveText([garage.name, 'Pão de Açúcar', 'Zebra Ltda.']);
	await head.getByRole('link').click();
	await expect(head).toHaveAttribute('aria-sort', 'descending');
	await expect(names(page)).toHaveText(['Zebra Ltda.', 'Pão de Açúcar', garage.name]);

	await page.getByRole('button', { name: 'Colunas' }).click();
	const chooser = page.getByRole('dialog', { name: 'Colunas' });
	await chooser.getByRole('checkbox', { name: 'E-mail' }).check();
	await chooser.getByRole('checkbox', { name: 'Plano' }).uncheck();
	await chooser.getByRole('button', { name: 'Mover E-mail para antes' }).click();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('cell', { name: 'z@zebra.example' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('cell', { name: 'z@zebra.example' })).toBeVisible();
	await expect(page.getByRole('columnheader', { name: 'Plano' })).toHaveCount(0);

	await page.getByRole('button', { name: 'Visões' }).click();
	await page.getByLabel('Salvar esta lista como').fill('De Z a A');
	await page.getByRole('checkbox', { name: /Compartilhar/ }).check();
	await page.getByRole('button', { name: 'Salvar visão' }).click();
	await expect(tab(page, 'De Z a A')).toBeVisible();

	const other = await openBrowser();
	await enter(other, colleague, reseller.clientsPath);
	await expect(other.getByRole('cell', { name: 'z@zebra.example' })).toHaveCount(0);
	await tab(other, 'De Z a A').click();
	await expect(names(other)).toHaveText(['Zebra Ltda.', 'Pão de Açúcar', garage.name]);
	await expect(other.getByRole('cell', { name: 'z@zebra.example' })).toBeVisible();
	await expect(tab(other, 'De Z a A')).toHaveAttribute('aria-current', 'page');
	await other.getByRole('button', { name: 'Visões' }).click();
	await expect(other.getByRole('button', { name: /Excluir a visão/ })).toHaveCount(0);

	await page.getByRole('button', { name: 'Visões' }).click();
	await page.getByRole('button', { name: 'Excluir a visão De Z a A' }).click();
	await expect(tab(page, 'De Z a A')).toHaveCount(0);
});

test('many at once: archived with undo, now and later; who may only read is offered none of it', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Muitos de Uma Vez');
	const owner = await reseller.addMember('owner');
	await addClients(
		owner,
		Array.from({ length: 6 }, (_, index) => ({ name: `Loja ${index + 1}` }))
	);
	await openList(page, owner, reseller);
	await expect(tab(page, 'Todos')).toContainText('6');

	await page.getByRole('checkbox', { name: 'Selecionar Loja 5' }).click();
	await page.getByRole('checkbox', { name: 'Selecionar Loja 3' }).click({ modifiers: ['Shift'] });
	await expect(bulk(page)).toContainText('3 selecionados');
	await bulk(page).getByRole('button', { name: 'Arquivar' }).click();
	await expect(page.getByText('3 clientes arquivados')).toBeVisible();
	await expect(names(page)).toHaveText(['Loja 6', 'Loja 2', 'Loja 1']);
	await expect(tab(page, 'Arquivados')).toContainText('3');
	await page.getByRole('button', { name: 'Desfazer' }).click();
	await expect(names(page)).toHaveCount(6);
	await expect(tab(page, 'Arquivados')).toContainText('0');

	await page.getByRole('checkbox', { name: 'Selecionar todos os mostrados' }).click();
	await bulk(page).getByRole('button', { name: 'Suspender' }).click();
	await expect(page.getByText('6 clientes suspensos')).toBeVisible();
	await expect(row(page, 'Loja 6')).toContainText('Suspenso');
	await page.getByRole('button', { name: 'Atividades recentes' }).click();
	const recent = page.getByRole('dialog', { name: 'Atividades recentes' });
	await expect(recent.getByText('3 clientes arquivados')).toBeVisible();
	await recent.getByRole('button', { name: 'Desfazer' }).click();
	await expect(row(page, 'Loja 6')).not.toContainText('Suspenso');
	await page.keyboard.press('Escape');

	await row(page, 'Loja 2').getByRole('button', { name: 'Ações de Loja 2' }).click();
	await page.getByRole('menuitem', { name: 'Arquivar' }).click();
	await expect(names(page)).toHaveCount(5);
	await tab(page, 'Arquivados').click();
	await expect(names(page)).toHaveText(['Loja 2']);

	const reader = await openBrowser();
	await openList(reader, await reseller.addMember('viewer'), reseller);
	await expect(names(reader)).toHaveCount(5);
	await expect(reader.getByRole('checkbox')).toHaveCount(0);
	await expect(reader.getByRole('link', { name: 'Novo cliente' })).toHaveCount(0);
	await reader.getByRole('button', { name: 'Ações de Loja 1' }).click();
	await expect(reader.getByRole('menuitem')).toHaveText(['Usuários', 'Plano']);
});

test('by keyboard: rows up and down, ticked, opened', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Só Teclas');
	const owner = await reseller.addMember('owner');
	await addClients(owner, [{ name: 'Primeira' }, { name: 'Segunda' }, { name: 'Terceira' }]);
	await openList(page, owner, reseller);
	const { keyboard } = page;
	const focused = (name: string) => page.locator('[data-open]:focus', { hasText: name });

	await keyboard.press('j');
	await expect(focused('Terceira')).toBeVisible();
	await keyboard.press('ArrowDown');
	await keyboard.press('j');
	await expect(focused('Primeira')).toBeVisible();
	await keyboard.press('k');
	await expect(focused('Segunda')).toBeVisible();
	await keyboard.press('x');
	await expect(bulk(page)).toContainText('1 selecionado');
	await keyboard.press('Escape');
	await expect(bulk(page)).toBeHidden();
	await keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Segunda' })).toBeVisible();
	await page.goBack();
	await expect(names(page)).toHaveCount(3);
	await keyboard.press('?');
	await expect(page.getByRole('dialog')).toContainText('Próximo cliente');
});

test('live: rows change in place, what no longer fits stays dimmed, new ones wait', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Ao Vivo');
	const owner = await reseller.addMember('owner');
	const [first, second] = await addClients(owner, [
		{ name: 'Alfa', city: 'Recife', state: 'PE' },
		{ name: 'Beta' }
	]);
	const other = await openBrowser();
	await openList(page, owner, reseller, '?sort=name');
	await openList(other, owner, reseller);
	await expect(names(page)).toHaveText(['Alfa', 'Beta']);

	await owner.db
		.rpc('save_client', { id: first, fields: { name: 'Alfa Nova' }, base: { name: 'Alfa' } })
		.throwOnError();
	await expect(names(page)).toHaveText(['Alfa Nova', 'Beta']);
	await expect(names(other)).toHaveText(['Beta', 'Alfa Nova']);

	await owner.db
		.rpc('start_client_batch', { id: randomUUID(), kind: 'archive', ids: [second] })
		.throwOnError();
	await expect(row(page, 'Beta')).toContainText('Não corresponde mais ao filtro');
	await expect(tab(page, 'Arquivados')).toContainText('1');

	// In another order nobody knows where it belongs without looking: it is announced, and nothing moves.
	await addClients(owner, [{ name: 'Aaa primeira' }]);
	await expect(page.getByRole('button', { name: '1 cliente novo' })).toBeVisible();
	await expect(names(page)).toHaveText(['Alfa Nova', 'Beta']);
	await page.getByRole('button', { name: '1 cliente novo' }).click();
	await expect(names(page)).toHaveText(['Aaa primeira', 'Alfa Nova']);
	// Newest first, and nobody reading: it comes to the top by itself.
	await expect(names(other).first()).toHaveText('Aaa primeira');

	// One statement that changes very many says so once, and the list reads again.
	await addClients(
		owner,
		Array.from({ length: 25 }, (_, index) => ({ name: `Cliente ${index}` }))
	);
	await owner.db
		.rpc('start_client_batch', { id: randomUUID(), kind: 'suspend', filter: {} })
		.throwOnError();
	await expect(row(other, 'Alfa Nova')).toContainText('Suspenso');
});

test('pages follow while scrolling, and stand there again after going back', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Lista Comprida');
	const owner = await reseller.addMember('owner');
	await addClients(
		owner,
		Array.from({ length: 120 }, (_, index) => ({ name: `Cliente ${index + 1}` }))
	);
	await openList(page, owner, reseller);
	await expect(tab(page, 'Todos')).toContainText('120');
	const toTheEnd = async () => {
		await names(page).last().scrollIntoViewIfNeeded();
		return names(page).count();
	};
	await expect.poll(toTheEnd).toBe(120);
	await names(page).nth(110).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Cliente 10' })).toBeVisible();
	await page.goBack();
	await expect(names(page)).toHaveCount(120);
	await expect(names(page).nth(110)).toBeInViewport();
});

test('odd names are shown literally; the list looks good in every light, size and language', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Nomes Estranhos');
	const owner = await reseller.addMember('owner');
	const odd = '<img src=x onerror=alert(1)> & "=1+1" 🚀';
	await addClients(owner, [
		{ name: odd },
		{ name: 'شركة الاختبار' },
		{ name: `Empresa ${'muito '.repeat(30)}longa`, email: `${'x'.repeat(60)}@cliente.example` }
	]);
	await makeClient(owner, 'Hotel Central');
	await openList(page, owner, reseller);
	await expect(names(page).filter({ hasText: odd })).toBeVisible();
	await expectGoodLooks(page, 'list with odd names');
	await page.goto(`${reseller.clientsPath}?q=zzz&status=nonsense&plan=none&suspended=yes`);
	await expectGoodLooks(page, 'no match');
	await page.goto(reseller.clientsPath);
	await page.setViewportSize({ width: 360, height: 740 });
	await page.getByRole('button', { name: 'Filtros' }).click();
	const sheet = page.getByRole('dialog', { name: 'Filtros' });
	await expect(sheet.getByLabel('Ordem')).toBeVisible();
	await sheet.getByLabel('Nome fantasia').fill('hotel');
	await sheet.getByRole('button', { name: 'Aplicar filtros' }).click();
	await expect(names(page)).toHaveText(['Hotel Central']);
	await page.getByRole('checkbox', { name: 'Selecionar Hotel Central' }).click();
	await expect(bulk(page)).toBeInViewport();
	await expectGoodLooks(page, 'list with a selection');
});
