import type { Page } from '@playwright/test';
import { expect, test } from './steps/journey.ts';
import { goByKeys } from './steps/keyboard.ts';
import { expectGoodLooks } from './steps/look.ts';
import { joinedLive } from './steps/live.ts';
import { makeClient } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { clientsHeading } from './steps/sign-in.ts';
import { openMenu } from './steps/users.ts';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Buscar e comandar' });
const field = (page: Page) => palette(page).getByRole('combobox');
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name });
const selected = (page: Page) => palette(page).locator('[role=option][aria-selected=true]');

async function openPalette(page: Page): Promise<void> {
	await page.keyboard.press('Control+k');
	await expect(field(page)).toBeFocused();
}

test('clients, pages and deeds by keyboard alone', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Atalho Redes');
	const member = await reseller.addMember('owner');
	const acai = await makeClient(member, 'Açaí da Praça');
	await makeClient(member, 'Zebra Tecidos');
	await joinedLive(page, () => enter(page, member, reseller.clientsPath));

	await test.step('what is typed right after the key is meant for the palette', async () => {
		await page.keyboard.press('Control+k');
		await page.keyboard.type('acai');
		await expect(field(page)).toHaveValue('acai');
		await expect(option(page, /Açaí da Praça/)).toHaveAttribute('aria-selected', 'true');
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(new RegExp(`/clients/${acai.clientId}$`));
		await expect(palette(page)).toHaveCount(0);
	});

	await test.step('on its own page the client is offered with what can be done with it', async () => {
		await openPalette(page);
		await expect(palette(page).getByText('Abertos há pouco')).toHaveCount(0);
		await page.keyboard.type('fatura avu');
		await expect(selected(page)).toHaveText(/Fatura avulsa/);
		await page.keyboard.press('Escape');
		await expect(palette(page)).toHaveCount(0);
		await goByKeys(page, 'gc', clientsHeading(page));
	});

	await test.step('the client stands among those opened last; arrows choose; pages answer to their name', async () => {
		await openPalette(page);
		await expect(palette(page).getByText('Abertos há pouco')).toBeVisible();
		await expect(option(page, /Açaí da Praça/)).toBeVisible();
		await page.keyboard.type('equi');
		await expect(selected(page)).toHaveText(/^\s*Equipe/);
		await page.keyboard.press('ArrowDown');
		await expect(selected(page)).toHaveText(/Convidar para a equipe/);
		await page.keyboard.press('ArrowUp');
		await expect(selected(page)).toHaveText(/^\s*Equipe/);
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(/\/team$/);
		await expect(page.getByRole('heading', { name: 'Equipe' })).toBeVisible();
	});

	await test.step('Escape closes it and gives the focus back', async () => {
		const link = page.getByRole('link', { name: 'Clientes' });
		await link.focus();
		await openPalette(page);
		await page.keyboard.press('Escape');
		await expect(palette(page)).toHaveCount(0);
		await expect(link).toBeFocused();
	});

	await test.step('two keys one after the other go to an area', async () => {
		await goByKeys(page, 'gc', clientsHeading(page));
	});

	await test.step('with Ctrl the client opens in a tab of its own', async () => {
		await openPalette(page);
		await page.keyboard.type('zebra');
		await expect(option(page, /Zebra Tecidos/)).toHaveAttribute('aria-selected', 'true');
		const opened = page.context().waitForEvent('page');
		await page.keyboard.press('Control+Enter');
		const tab = await opened;
		await expect(tab.getByRole('heading', { name: 'Zebra Tecidos' })).toBeVisible();
		await tab.close();
		await expect(clientsHeading(page)).toBeVisible();
	});

	await test.step('deeds are done: the theme changes', async () => {
		await openPalette(page);
		await page.keyboard.type('escuro');
		await expect(selected(page)).toHaveText(/Tema: Escuro/);
		await page.keyboard.press('Enter');
		await expect(page.locator('html')).toHaveClass(/dark/);
	});

	await test.step('nothing of it stays in the browser after signing out', async () => {
		const kept = () =>
			page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('recent')));
		expect(await kept()).toHaveLength(1);
		await openPalette(page);
		await page.keyboard.type('sair');
		await expect(selected(page)).toHaveText(/Sair/);
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(/\/sign-in/);
		// The page of signing in clears once more, when its script runs.
		await expect.poll(kept).toEqual([]);
	});
});

test('who may less is offered less; failures are said and mended; it looks well everywhere', async ({
	page,
	platform,
	troubles
}) => {
	const reseller = await makeReseller(platform, 'Atalho Redes');
	const owner = await reseller.addMember('owner');
	const viewer = await reseller.addMember('viewer');
	await makeClient(owner, 'Restaurante Dona Flor do Caminho Velho da Serra Ltda.');
	await joinedLive(page, () => enter(page, viewer, reseller.clientsPath));

	await page.getByRole('button', { name: 'Buscar…' }).click();
	await expect(option(page, /^Equipe/)).toBeVisible();
	for (const deed of [
		/Novo cliente/,
		/Importar clientes/,
		/Convidar para a equipe/,
		/Trocar conta/
	])
		await expect(option(page, deed)).toHaveCount(0);
	await expectGoodLooks(page, 'palette');
	await page.setViewportSize({ width: 360, height: 740 });
	await expect
		.poll(() => palette(page).boundingBox())
		.toEqual({ x: 0, y: 0, width: 360, height: 740 });
	await field(page).fill('dona flor');
	await expect(option(page, /Restaurante Dona Flor/)).toBeVisible();
	await expectGoodLooks(page, 'palette with a client');
	await field(page).fill('nada que exista');
	await expect(palette(page).getByText('Nada encontrado para “nada que exista”')).toBeVisible();
	await expectGoodLooks(page, 'palette without result');

	await page.setViewportSize({ width: 1280, height: 800 });
	troubles.expect(/no answer: GET .*\/search\?/);
	await page.route('**/search?q=*', (route) => route.abort('connectionreset'), { times: 1 });
	await field(page).fill('flor');
	await expect(palette(page).getByRole('alert')).toContainText('A busca de clientes falhou.');
	await palette(page).getByRole('button', { name: 'Tentar de novo' }).click();
	await expect(option(page, /Restaurante Dona Flor/)).toBeVisible();
	await page.keyboard.press('Escape');
});

test('single keys can be turned off, and stay off', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Atalho Redes');
	const member = await reseller.addMember('owner');
	await joinedLive(page, () => enter(page, member, reseller.clientsPath));
	const help = page.getByRole('dialog', { name: 'Atalhos de teclado' });

	await page.keyboard.press('?');
	await expect(help.getByText('Ir para Equipe')).toBeVisible();
	await expect(help.getByRole('button', { name: 'Fechar' })).not.toBeFocused();
	await help.getByRole('switch', { name: 'Atalhos de uma tecla' }).click();
	await expect(help.getByText('Ir para Equipe')).toHaveCount(0);
	await page.keyboard.press('Escape');
	await joinedLive(page, () => page.reload());
	for (const key of ['?', 'g', 't']) await page.keyboard.press(key);
	await openPalette(page);
	await page.keyboard.press('Escape');
	await expect(clientsHeading(page)).toBeVisible();
	await expect(help).toHaveCount(0);

	await openMenu(page, 'Conta de Pessoa owner');
	await page.getByRole('menuitem', { name: /Atalhos de teclado/ }).click();
	await help.getByRole('switch', { name: 'Atalhos de uma tecla' }).click();
	await page.keyboard.press('Escape');
	await expect(help).toHaveCount(0);
	await goByKeys(page, 'gt', page.getByRole('heading', { level: 1, name: 'Equipe' }));
	await expect(page).toHaveURL(/\/team$/);
});

test('a page that is left under the open palette gives way to the next', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Volta Redes');
	const member = await reseller.addMember('owner');
	const { clientId } = await makeClient(member, 'Açaí da Praça');
	const faults: string[] = [];
	page.on('pageerror', (error) => faults.push(error.message));
	await joinedLive(page, () => enter(page, member, reseller.clientsPath));
	// Opened before, while and after the page is left.
	for (const opensFirst of [true, false, false, false, false]) {
		await page.getByRole('link', { name: 'Açaí da Praça' }).click();
		await expect(page).toHaveURL(new RegExp(`/clients/${clientId}$`));
		await expect(page.getByRole('heading', { level: 1, name: 'Açaí da Praça' })).toBeVisible();
		if (opensFirst) await openPalette(page);
		await page.evaluate(() => history.back());
		if (!opensFirst) await page.keyboard.press('Control+k');
		await expect(page.locator('[data-client]')).toHaveCount(1);
		// Leaving closes it, unless the key came after that.
		await expect(option(page, /Fatura avulsa/)).toHaveCount(0);
		await page.keyboard.press('Escape');
		await expect(palette(page)).toHaveCount(0);
	}
	expect(faults).toEqual([]);
});
