import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Member, Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooksAt } from './steps/look.ts';
import { makeClient } from './steps/people.ts';
import { photograph } from './steps/photograph.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';

/** What a change will do, beside its form. */
const preview = (page: Page) => page.getByRole('region', { name: 'O que acontece' });
const history = (page: Page) => page.getByRole('region', { name: 'Histórico de mudanças' });
const action = (page: Page, name: string) =>
	page.getByRole('region', { name: 'Ações' }).getByRole('link', { name });
/** Amounts have a space that does not break. */
const money = (text: string) => new RegExp(`R\\$\\s${text.replace('.', '\\.')}`);

async function addPlan(owner: Member, name: string, monthly_price_cents: number): Promise<void> {
	await owner.db
		.rpc('save_plan', {
			request_id: randomUUID(),
			fields: { name, monthly_price_cents, is_private: false }
		})
		.throwOnError();
}

const goTo = (platform: Platform, resellerId: string, day: string) =>
	runSql(platform, 'update public.resellers set test_clock_on = $2 where id = $1', [
		resellerId,
		day
	]);

/** A reseller on 1 January 2027 with a client, two plans, and a subscription that runs from that day. */
async function makeSubscription(platform: Platform) {
	const reseller = await makeReseller(platform, 'Sabiá Internet');
	const owner = await reseller.addMember('owner');
	await goTo(platform, reseller.id, '2027-01-01');
	const { clientId } = await makeClient(owner, 'Padaria Sabiá');
	await addPlan(owner, 'Fibra 300', 15_500);
	const { data } = await owner.db
		.rpc('add_subscription', {
			request_id: randomUUID(),
			client_id: clientId,
			plan: { name: 'Fibra 100', monthly_price_cents: 10_000 },
			terms: { interval_months: 1, activation: 'now' }
		})
		.throwOnError();
	const clientPath = `${reseller.clientsPath}/${clientId}`;
	const path = `${clientPath}/subscriptions/${data.subscription_id}`;
	return { reseller, owner, clientPath, path };
}

test('a subscription is changed after one has seen what that does, and what waits is undone', async ({
	page,
	platform
}) => {
	test.setTimeout(240_000);
	const { reseller, owner, clientPath, path } = await makeSubscription(platform);
	await goTo(platform, reseller.id, '2027-01-11');
	await enter(page, owner, clientPath);

	await test.step('its page is reached from the client', async () => {
		await page.getByRole('link', { name: 'Fibra 100' }).click();
		await expect(page).toHaveURL(path);
		await expect(history(page)).toContainText('Nada mudou desde o início.');
		await photograph(page, 'subscription');
	});

	await test.step('another plan now: 21 of 31 days, credited and charged', async () => {
		await action(page, 'Trocar de plano').click();
		await page.getByRole('combobox', { name: 'Novo plano' }).selectOption('Fibra 300');
		await expect(preview(page)).toContainText('11/01/2027 a 31/01/2027 · 21 de 31 dias');
		// 10000 × 21 ÷ 31 and 15500 × 21 ÷ 31
		await expect(preview(page)).toContainText(money('67,74'));
		await expect(preview(page)).toContainText(money('105,00'));
		await expect(preview(page)).toContainText(money('37,26'));
		await photograph(page, 'change-plan');
		await page.getByRole('button', { name: 'Trocar de plano' }).click();
		await expect(page).toHaveURL(path);
		await expect(page.getByRole('heading', { level: 1, name: 'Fibra 300' })).toBeVisible();
		await expect(history(page)).toContainText('Plano: Fibra 100 → Fibra 300');
		await expect(history(page).getByRole('link', { name: money('37,26') })).toBeVisible();
	});

	await test.step('the billing day: a short period first, which can be undone', async () => {
		await action(page, 'Mudar o dia de cobrança').click();
		await page.getByRole('combobox', { name: 'Dia de vencimento' }).selectOption('20');
		await page.getByRole('radio', { name: 'Vencimento e período' }).check();
		// 15500 × 19 ÷ 28
		await expect(preview(page)).toContainText(money('105,18'));
		await page.getByRole('button', { name: 'Mudar o dia de cobrança' }).click();
		await expect(page.getByText('períodos começam e vencem no dia 20')).toBeVisible();
		await page.getByRole('button', { name: 'Desfazer' }).click();
		await expect(page.getByText('períodos começam e vencem no dia 20')).toBeHidden();
		await expect(history(page)).toContainText('Desfeita');
	});

	await test.step('a discount for two invoices', async () => {
		await page.getByRole('link', { name: 'Adicionar' }).click();
		await page.getByRole('textbox', { name: 'Porcentagem' }).fill('12,5');
		await page.getByRole('textbox', { name: 'Por quantas faturas' }).fill('2');
		await page.getByRole('textbox', { name: 'Descrição' }).fill('Boas-vindas');
		await expect(preview(page)).toContainText(money('135,62'));
		await page.getByRole('button', { name: 'Dar desconto ou acréscimo' }).click();
		const adjustments = page.getByRole('region', { name: 'Descontos e acréscimos' });
		await expect(adjustments).toContainText('−12,5 %');
		await adjustments.getByRole('link', { name: 'Encerrar Boas-vindas' }).click();
		await expect(preview(page)).toContainText(money('155,00'));
		await page.getByRole('button', { name: 'Encerrar' }).click();
		await expect(adjustments).toContainText('Nenhum.');
	});

	await test.step('canceled at the end, undone, and canceled now', async () => {
		await action(page, 'Cancelar assinatura').click();
		await expect(preview(page)).toContainText('01/02/2027');
		await page.getByRole('textbox', { name: 'Motivo' }).fill('Mudou de cidade');
		await photograph(page, 'cancel');
		await page.getByRole('button', { name: 'Cancelar assinatura' }).click();
		await expect(page.getByText('A assinatura termina em 01/02/2027.')).toBeVisible();
		await photograph(page, 'waiting');
		await page.getByRole('button', { name: 'Desfazer' }).click();
		await expect(page.getByText('A assinatura termina em')).toBeHidden();

		await action(page, 'Cancelar assinatura').click();
		await page.getByRole('radio', { name: 'Agora' }).check();
		await page.getByRole('checkbox', { name: 'Cancelar as faturas em aberto' }).check();
		await expect(preview(page)).toContainText('Faturas que são canceladas');
		await page.getByRole('button', { name: 'Cancelar assinatura' }).click();
		await expect(page.getByText('Cancelada').first()).toBeVisible();
		await expect(action(page, 'Renovar agora')).toBeVisible();
		await photograph(page, 'canceled');
	});
});

test('a new subscription shows what it will bill, with contract, trial and start', async ({
	page,
	platform
}) => {
	const { owner, clientPath } = await makeSubscription(platform);
	await enter(page, owner, `${clientPath}/subscriptions/new`);
	await page.getByRole('radio', { name: 'Fibra 300' }).check();
	await expect(preview(page)).toContainText(money('155,00'));

	await test.step('a contract beside the price of the plan', async () => {
		await page.getByRole('textbox', { name: 'Total do contrato' }).fill('1000');
		await page.getByRole('combobox', { name: 'Parcelas' }).selectOption('3×');
		// 1000 ÷ 3: the first carries the cent; three months of the plan are 465
		await expect(preview(page)).toContainText(money('333,34'));
		await expect(preview(page)).toContainText(money('535,00'));
		await photograph(page, 'new-contract');
		await page.getByRole('textbox', { name: 'Total do contrato' }).fill('');
		await page.getByRole('combobox', { name: 'Parcelas' }).selectOption('');
	});

	await test.step('on a date, with a trial: nothing is billed today', async () => {
		await page.getByRole('radio', { name: 'Em uma data' }).check();
		await page.getByLabel('Começa em').fill('2027-02-01');
		await page.getByRole('textbox', { name: 'Dias de teste' }).fill('7');
		await expect(preview(page)).toContainText('Teste sem cobrança até 07/02/2027');
		await expect(preview(page)).toContainText('Nada é cobrado hoje');
		await photograph(page, 'new-later');
		await page.getByRole('button', { name: 'Criar assinatura' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Fibra 300' })).toBeVisible();
		await expect(page.getByText('Agendada').first()).toBeVisible();
	});
});

test('without script a change is previewed and confirmed all the same', async ({
	browser,
	page,
	platform
}) => {
	const { owner, path } = await makeSubscription(platform);
	await enter(page, owner, path);
	const context = await browser.newContext({
		...{ javaScriptEnabled: false, locale: 'pt-BR', baseURL: process.env.E2E_APP_URL },
		storageState: await page.context().storageState()
	});
	const plain = await context.newPage();
	await plain.goto(`${path}/change/billing-day`);
	await plain.getByRole('combobox', { name: 'Dia de vencimento' }).selectOption('20');
	await plain.getByRole('button', { name: 'Ver o que acontece' }).click();
	await expect(preview(plain)).toContainText('20/02/2027');
	await expect(plain.getByRole('combobox', { name: 'Dia de vencimento' })).toHaveValue('20');
	await plain.getByRole('button', { name: 'Mudar o dia de cobrança' }).click();
	await expect(plain).toHaveURL(path);
	await expect(history(plain)).toContainText('Vencimento: Dia 1 → Dia 20');
	await context.close();
});

test('the looks of subscriptions and of every change', async ({ page, platform }) => {
	test.setTimeout(300_000);
	const { owner, clientPath, path } = await makeSubscription(platform);
	await enter(page, owner, path);
	await expectGoodLooksAt(page, [
		path,
		...['plan', 'billing-day', 'method', 'adjustment', 'renew', 'pause', 'cancel'].map(
			(name) => `${path}/change/${name}`
		),
		`${clientPath}/subscriptions/new`
	]);
});
