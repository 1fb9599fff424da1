import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { onboard, type Member } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { goByKeys, tabTo } from './steps/keyboard.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooksAt } from './steps/look.ts';
import { expectRefusal, field } from './steps/onboarding.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const told = (page: Page, text: string | RegExp) =>
	expect(page.locator('[data-sonner-toast]').filter({ hasText: text })).toBeVisible();
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function makePlan(member: Member, fields: object): Promise<string> {
	const { data } = await member.db
		.rpc('save_plan', { request_id: randomUUID(), fields })
		.throwOnError();
	return data.plan_id;
}

test('a plan from its first price to its second version, with the clients it has', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Planos à Vista');
	const owner = await reseller.addMember('owner');
	await joinedLive(page, () => enter(page, owner, `/r/${reseller.slug}/plans`));

	await test.step('a category with a cost', async () => {
		await expect(page.getByText('Nenhum plano ainda')).toBeVisible();
		await page.getByRole('link', { name: 'Categorias' }).click();
		await expect(page.getByText('Nenhuma categoria ainda')).toBeVisible();
		await page.getByRole('button', { name: 'Nova categoria' }).first().click();
		await field(page, 'Nome da categoria').fill('Cloud');
		await page.getByLabel('Custo de repasse').fill('15');
		await page.getByRole('button', { name: 'Salvar categoria' }).click();
		await told(page, 'Categoria salva');
		await expect(page.getByRole('heading', { name: 'Cloud' })).toBeVisible();
		await expect(page.getByText(/R\$\s15,00 de repasse por mês/)).toBeVisible();
	});

	await test.step('a new plan shows what a client would pay while it is written', async () => {
		await page.getByRole('link', { name: 'Planos' }).last().click();
		await expect(page.getByText('Nenhum plano ainda')).toBeVisible();
		await page.keyboard.press('n');
		await expect(page.getByRole('heading', { level: 1, name: 'Novo plano' })).toBeVisible();
		await page.getByRole('button', { name: 'Salvar plano' }).click();
		await expectRefusal(field(page, 'Nome do plano'), /Dê um nome/);
		await field(page, 'Nome do plano').fill('Nuvem 500');
		await field(page, 'Preço por mês').fill('99,9');
		await page
			.getByLabel('Categoria', { exact: true })
			.selectOption({ label: 'Cloud (+ R$ 15,00 por mês)' });
		const preview = page.getByRole('list', { name: 'O que o cliente paga' });
		await expect(preview.getByRole('listitem').first()).toContainText('114,90');
		await page.getByLabel('Preço do período: Anual').fill('990');
		// 990,00 + 12 × 15,00 = 1.170,00, that is 97,50 a month and 15 % less.
		await expect(preview.getByRole('listitem').last()).toContainText('1.170,00');
		await expect(preview.getByRole('listitem').last()).toContainText('97,50 por mês');
		await expect(preview.getByRole('listitem').last()).toContainText('−15 %');
		for (const one of ['Bimestral', 'Trimestral', 'Semestral'])
			await page.getByRole('checkbox', { name: one }).uncheck();
		await expect(preview.getByRole('listitem')).toHaveCount(2);
		await page.getByRole('button', { name: 'Salvar plano' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Nuvem 500' })).toBeVisible();
	});
	const planPath = new URL(page.url()).pathname;
	const planId = planPath.slice(-36);

	await test.step('subscriptions turn up live', async () => {
		await expect(page.getByText('Nenhum cliente está neste plano ainda.')).toBeVisible();
		await onboard(owner.db, 'Padaria Aurora', { id: planId });
		await expect(rowOf(page, 'Padaria Aurora')).toBeVisible();
	});

	await test.step('another price is another version; who is on the first stays there', async () => {
		await page.keyboard.press('e');
		await expect(page.getByText('Os termos estão como na versão atual.')).toBeVisible();
		await field(page, 'Preço por mês').fill('109,90');
		await expect(page.getByText('Salvar cria a versão 2.')).toBeVisible();
		await page.getByRole('button', { name: 'Salvar como versão 2' }).click();
		await expect(page.getByText('1 assinatura está em versão anterior à 2.')).toBeVisible();
	});

	await test.step('moved at the renewal, after a look at what it does', async () => {
		await page.getByRole('link', { name: 'Ver migração' }).click();
		await expect(rowOf(page, 'Padaria Aurora')).toContainText('10,00');
		await expect(page.getByText('São R$ 10,00 a mais por mês')).toBeVisible();
		await page.getByRole('button', { name: 'Migrar 1 assinatura' }).click();
		await told(page, '1 assinatura muda na renovação');
		await expect(page.getByText('1 assinatura espera a renovação')).toBeVisible();
		await page.getByRole('button', { name: 'Cancelar migração' }).click();
		await told(page, '1 assinatura fica como está');
		await expect(page.getByRole('button', { name: 'Migrar 1 assinatura' })).toBeVisible();
	});

	await test.step('out of sale: it cannot be chosen, and keeps running', async () => {
		await page.goto(planPath);
		await page.getByRole('button', { name: 'Desativar' }).click();
		await expect(page.getByText(/1 assinatura segue em andamento/)).toBeVisible();
		await page.goto(`/r/${reseller.slug}/plans`);
		await expect(page.getByText('Nenhum plano aqui.')).toBeVisible();
		await page.getByRole('link', { name: /^Inativos/ }).click();
		await expect(rowOf(page, 'Nuvem 500')).toContainText('Inativo');
	});
});

test('the public link is switched on, named and switched off', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Links Certos');
	const owner = await reseller.addMember('owner');
	const id = await makePlan(owner, { name: 'Fibra 300', monthly_price_cents: 7990 });
	await enter(page, owner, `/r/${reseller.slug}/plans/${id}`);

	await page.getByRole('button', { name: 'Ligar link' }).click();
	await told(page, 'Link ligado');
	await expect(
		page.getByRole('img', { name: 'QR code do link público de Fibra 300' })
	).toBeVisible();
	const code = `fibra-${randomUUID().slice(0, 8)}`;
	await field(page, 'Final do endereço').fill('Não Pode');
	await page.getByRole('button', { name: 'Mudar endereço' }).click();
	await expectRefusal(field(page, 'Final do endereço'), /letras minúsculas/);
	await field(page, 'Final do endereço').fill(code);
	await page.getByRole('button', { name: 'Mudar endereço' }).click();
	await expect(page.getByText(`/p/${code}`)).toBeVisible();
	expect((await page.request.get(`/p/${code}`)).status()).toBe(200);
	await page.getByRole('button', { name: 'Desligar link' }).click();
	await told(page, 'Link desligado');
	expect((await page.request.get(`/p/${code}`)).status()).toBe(404);
});

test('a plan by keyboard alone', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Só Teclas');
	const owner = await reseller.addMember('owner');
	await enter(page, owner, reseller.clientsPath);
	await expect(page.getByText('Nenhum cliente ainda')).toBeVisible();

	await goByKeys(page, 'gp', page.getByText('Nenhum plano ainda'));
	await page.keyboard.press('n');
	await expect(field(page, 'Nome do plano')).toBeFocused();
	await page.keyboard.type('Teclado');
	await tabTo(page, 'Preço por mês');
	await page.keyboard.type('49,90');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Teclado' })).toBeVisible();
});

test('who may only look finds prices and no buttons', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Só Olhar');
	const owner = await reseller.addMember('owner');
	const viewer = await reseller.addMember('viewer');
	const id = await makePlan(owner, { name: 'À Mostra', monthly_price_cents: 5000 });
	await enter(page, viewer, `/r/${reseller.slug}/plans`);
	await rowOf(page, 'À Mostra').getByRole('link').click();
	await expect(page.getByRole('heading', { level: 1, name: 'À Mostra' })).toBeVisible();
	for (const name of ['Desativar', 'Ligar link', 'Editar'])
		await expect(page.getByText(name, { exact: true })).toHaveCount(0);
	for (const path of ['new', `${id}/edit`])
		expect((await page.request.get(`/r/${reseller.slug}/plans/${path}`)).status()).toBe(403);
});

test('looks good everywhere', async ({ page, platform }) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Bela Vista');
	const owner = await reseller.addMember('owner');
	const categoryId = randomUUID();
	await owner.db
		.rpc('save_plan_category', { id: categoryId, name: 'Cloud', pass_through_cents: 1500 })
		.throwOnError();
	const id = await makePlan(owner, {
		...{ name: 'Nuvem 500', monthly_price_cents: 9990, category_id: categoryId },
		...{ interval_prices: { 12: 99000 }, session_quota: 1000, pack_sessions: 500 },
		...{
			pack_price_cents: 4900,
			trial_days: 14,
			description: 'Servidor e backup',
			agreement: 'Termos'
		}
	});
	await owner.db.rpc('set_plan_link', { plan_id: id, is_on: true }).throwOnError();
	for (const name of ['Padaria Aurora', 'Mercado Boa Hora']) await onboard(owner.db, name, { id });
	await owner.db
		.rpc('save_plan', {
			...{ request_id: randomUUID(), plan_id: id },
			fields: { monthly_price_cents: 10990, trial_days: 0 }
		})
		.throwOnError();
	await makePlan(owner, { name: 'Combinado', monthly_price_cents: 50000, is_private: true });
	await enter(page, owner, `/r/${reseller.slug}/plans`);
	const base = `/r/${reseller.slug}/plans`;
	await expectGoodLooksAt(page, [
		base,
		`${base}/new`,
		`${base}/categories`,
		`${base}/sign-ups`,
		`${base}/${id}`,
		`${base}/${id}/edit`,
		`${base}/${id}/migrate`
	]);
});
