import type { Page } from '@playwright/test';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { confirmIn, doWith, rowOf } from './steps/users.ts';

const newClient = (page: Page) => page.getByRole('link', { name: 'Novo cliente' });
const lastOwner = 'A revenda precisa de ao menos um proprietário ativo.';

test('a member is demoted and then deactivated: the open page follows within seconds', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Time Certo');
	const owner = await reseller.addMember('owner');
	const member = await reseller.addMember('finance');
	const theirs = await openBrowser();
	await joinedLive(theirs, () => enter(theirs, member, reseller.clientsPath));
	await expect(newClient(theirs)).toBeVisible();
	await joinedLive(page, () => enter(page, owner, `/r/${reseller.slug}/team`));

	await test.step('demoted: the button goes, and the address refuses', async () => {
		await doWith(page, 'Pessoa finance', 'Editar');
		await page.getByRole('radio', { name: 'Somente leitura' }).check();
		await page.getByRole('button', { name: 'Salvar' }).click();
		await expect(page.getByText('Alterações salvas.')).toBeVisible();
		await expect(newClient(theirs)).toHaveCount(0);
		const answer = await theirs.request.get(`${reseller.clientsPath}/new`);
		expect(answer.status()).toBe(403);
	});

	await test.step('deactivated: the page is gone, and what comes after is refused', async () => {
		await page.goto(`/r/${reseller.slug}/team`);
		await doWith(page, 'Pessoa finance', 'Desativar');
		await confirmIn(page, 'Desativar');
		await expect(rowOf(page, 'Pessoa finance')).toContainText('Desativado');
		await expect(theirs.getByRole('heading', { name: 'Conta não encontrada' })).toBeVisible();
		await expect(theirs.getByText('Nenhum cliente ainda')).toHaveCount(0);
		const answer = await theirs.request.get(reseller.clientsPath);
		expect(answer.status()).toBe(404);
	});

	await test.step('reactivated: back in', async () => {
		await doWith(page, 'Pessoa finance', 'Reativar');
		await expect(rowOf(page, 'Pessoa finance')).toContainText('Ativo');
		await theirs.goto(reseller.clientsPath);
		await expect(theirs.getByText('Nenhum cliente ainda')).toBeVisible();
	});
});

test('the last owner stays, until there is another', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Último Dono');
	const owner = await reseller.addMember('owner');
	await reseller.addMember('admin');
	await enter(page, owner, `/r/${reseller.slug}/team`);

	await doWith(page, 'Pessoa owner', 'Sair desta revenda');
	await confirmIn(page, 'Sair desta revenda');
	await expect(page.getByText(lastOwner)).toBeVisible();
	await doWith(page, 'Pessoa owner', 'Editar');
	await page.getByRole('radio', { name: /^Administrador/ }).check();
	await page.getByRole('button', { name: 'Salvar' }).click();
	await expect(page.getByText(lastOwner)).toBeVisible();

	await page.goto(`/r/${reseller.slug}/team`);
	await doWith(page, 'Pessoa admin', 'Editar');
	await page.getByRole('radio', { name: /^Proprietário/ }).check();
	await page.getByRole('button', { name: 'Salvar' }).click();
	await expect(page.getByText('Alterações salvas.')).toBeVisible();
	await page.goto(`/r/${reseller.slug}/team`);
	await doWith(page, 'Pessoa owner', 'Sair desta revenda');
	await confirmIn(page, 'Sair desta revenda');
	await expect(page.getByRole('heading', { name: 'Nenhuma conta por aqui' })).toBeVisible();
});

test('who may only look sees the matrix and no buttons; an admin does not touch owners', async ({
	page,
	openBrowser,
	platform,
	troubles
}) => {
	const reseller = await makeReseller(platform, 'Só Olhar');
	const [viewer, admin] = [await reseller.addMember('viewer'), await reseller.addMember('admin')];
	await reseller.addMember('owner');
	await enter(page, viewer, `/r/${reseller.slug}/team`);
	await expect(rowOf(page, 'Pessoa owner')).toContainText('Proprietário');
	await expect(page.getByRole('link', { name: 'Convidar pessoa' })).toHaveCount(0);
	// One's own line offers to leave.
	await expect(page.getByRole('button', { name: /^Ações de/ })).toHaveCount(1);
	await page.getByRole('link', { name: 'O que cada papel pode' }).click();
	const matrix = page.getByRole('table', { name: 'Papéis na equipe' });
	await expect(matrix.getByRole('columnheader', { name: 'Somente leitura' })).toBeVisible();
	const manage = matrix.getByRole('row', { name: /gerenciar proprietários/i });
	await expect(manage.getByText('Sim')).toHaveCount(1);
	await expect(page.getByRole('table', { name: /Níveis de chat/ })).toBeVisible();
	troubles.expect(/answer 403: GET \S+\/team\/new/);
	await page.goto(`/r/${reseller.slug}/team/new`);
	await expect(page.getByRole('heading', { name: 'Você não pode ver isto' })).toBeVisible();

	const theirs = await openBrowser();
	await enter(theirs, admin, `/r/${reseller.slug}/team`);
	await expect(theirs.getByRole('button', { name: 'Ações de Pessoa viewer' })).toBeVisible();
	await expect(theirs.getByRole('button', { name: 'Ações de Pessoa owner' })).toHaveCount(0);
	await theirs.getByRole('link', { name: 'Convidar pessoa' }).click();
	await expect(theirs.getByRole('radio', { name: 'Atendimento' })).toBeVisible();
	await expect(theirs.getByRole('radio', { name: /^Proprietário/ })).toHaveCount(0);
});
