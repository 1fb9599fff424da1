import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { cellsOf } from './steps/csv.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { actAs, makeClient, makeUser, membershipOf } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { claiming, type Member } from '../support/world.ts';

const entries = (page: Page) => page.getByRole('main').getByRole('listitem');

async function exported(page: Page): Promise<string[][]> {
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Exportar CSV' }).click();
	const file = await download;
	expect(file.suggestedFilename()).toMatch(/^historico-.*\.csv$/);
	return cellsOf(await readFile(await file.path(), 'utf8'));
}

test('an edit shows who, in whose place, why, before and after; filters stand in the address; the export is safe', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Tudo Anotado');
	const owner = await reseller.addMember('owner');
	const support = await reseller.addMember('support');
	const formula = '=HYPERLINK("https://elsewhere.example")';
	const { clientId } = await makeClient(owner, formula);
	const user = await makeUser(platform, reseller, clientId, { name: 'Lia Souza' });
	const impersonation = await actAs(support, user, 'Cadastro errado');
	const acting = claiming(platform, support, `impersonation/${impersonation}`);
	const save = (member: Member, name: string) =>
		member.db
			.rpc('save_company', { fields: { trade_name: name, phone: '+5521912345670' } })
			.throwOnError();
	await save(user, 'Antes Modas');
	await joinedLive(page, () => enter(page, owner, `/r/${reseller.slug}/audit`));

	await test.step('what happens meanwhile is offered, and then shown in words', async () => {
		await save(acting, '@Depois Modas');
		const edit = entries(page)
			.filter({ hasText: 'no lugar de Lia Souza' })
			.filter({ hasText: 'alterou' })
			.first();
		const waiting = page.getByRole('button', { name: /novas? entradas?/ });
		await expect(waiting.or(edit).first()).toBeVisible();
		if (await waiting.isVisible()) await waiting.click();
		await expect(edit).toContainText('Pessoa support');
		await expect(edit).toContainText('Motivo: Cadastro errado');
		await edit.locator('summary').click();
		await expect(edit).toContainText('Antes Modas');
		await expect(edit).toContainText('@Depois Modas');
	});

	await test.step('filters narrow the list and can be shared as an address', async () => {
		await page.getByText('Filtros', { exact: true }).click();
		await page.getByRole('checkbox', { name: /no lugar de outra pessoa/ }).check();
		await expect(page).toHaveURL(/impersonated=1/);
		await expect(entries(page).filter({ hasNotText: 'no lugar de Lia Souza' })).toHaveCount(0);
		await expect(entries(page).filter({ hasText: 'no lugar de Lia Souza' })).not.toHaveCount(0);
		const colleague = await openBrowser();
		await enter(colleague, owner, page.url());
		await expect(
			colleague.getByRole('checkbox', { name: /no lugar de outra pessoa/ })
		).toBeChecked();
		await expect(entries(colleague).filter({ hasText: 'Lia Souza' })).not.toHaveCount(0);
		await page.getByRole('button', { name: 'Limpar filtros' }).click();
		await expect(page).not.toHaveURL(/impersonated/);
	});

	await test.step('exported: no cell that a spreadsheet would run, and the export is in the trail', async () => {
		const cells = (await exported(page)).flat();
		expect(cells.some((cell) => cell.includes('HYPERLINK'))).toBe(true);
		expect(cells.some((cell) => cell.includes('5521912345670'))).toBe(true);
		expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+$/.test(cell))).toEqual([]);
		await page.reload();
		await expect(entries(page).filter({ hasText: 'exportou' })).toHaveCount(1);
	});

	await test.step('for who may not see phones, neither page nor export has one', async () => {
		const admin = await reseller.addMember('admin');
		const id = await membershipOf(admin);
		await owner.db.rpc('change_user', { id, sees_phones: false }).throwOnError();
		const theirs = await openBrowser();
		await enter(theirs, admin, `/r/${reseller.slug}/audit`);
		const text = (await exported(theirs)).flat().join('\n') + (await theirs.content());
		expect(text).toContain('Depois Modas');
		for (const number of ['912345670', '91234-5670', '987654321', '98765-4321'])
			expect(text).not.toContain(number);
	});
});

test('who may not read the trail finds no way to it', async ({ page, platform, troubles }) => {
	troubles.expect(/answer 403: GET \S+\/audit/);
	const reseller = await makeReseller(platform, 'Sem Histórico');
	const finance = await reseller.addMember('finance');
	await enter(page, finance, reseller.clientsPath);
	await expect(page.getByRole('link', { name: 'Histórico' })).toHaveCount(0);
	await page.goto(`/r/${reseller.slug}/audit`);
	await expect(page.getByRole('heading', { name: 'Você não pode ver isto' })).toBeVisible();
	for (const path of ['rows', 'export', 'options?kind=person&q=a'])
		expect((await page.request.get(`/r/${reseller.slug}/audit/${path}`)).status(), path).toBe(403);
});
