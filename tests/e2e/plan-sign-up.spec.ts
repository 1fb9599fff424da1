import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooksAt } from './steps/look.ts';
import { expectRefusal, field } from './steps/onboarding.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const submit = (page: Page) => page.getByRole('button', { name: 'Contratar' });

/** A reseller with a plan behind a public link. */
async function publish(platform: Platform, name: string, fields: object = {}) {
	const reseller = await makeReseller(platform, name);
	const owner = await reseller.addMember('owner');
	const { data } = await owner.db
		.rpc('save_plan', {
			request_id: randomUUID(),
			fields: {
				...{ name: 'Fibra 500', description: 'Internet de 500 mega com Wi-Fi 6' },
				...{ monthly_price_cents: 9990, interval_prices: { 12: 99000 } },
				...{ intervals: [1, 12], agreement: 'Pague em dia.\n\nNós cuidamos do resto.' },
				...fields
			}
		})
		.throwOnError();
	const planId = data.plan_id as string;
	const { data: link } = await owner.db
		.rpc('set_plan_link', { plan_id: planId, is_on: true })
		.throwOnError();
	return { reseller, owner, planId, path: `/p/${link.code}` };
}

async function fillIn(page: Page, email: string) {
	await field(page, 'Nome completo').fill('Ana Prado');
	await field(page, 'CPF').fill('52998224725');
	await field(page, 'E-mail').fill(email);
}

test('on a phone: recurrence, data, agreement, first invoice; the reseller watches it arrive', async ({
	page,
	openBrowser,
	platform,
	inbox
}) => {
	const { reseller, owner, planId, path } = await publish(platform, 'Fibra do Bairro');
	await joinedLive(page, () => enter(page, owner, `/r/${reseller.slug}/plans/${planId}`));
	const theirs = await openBrowser(phone);
	const email = `${randomUUID()}@client.example`;

	await test.step('what it costs is plain', async () => {
		await theirs.goto(path);
		await expect(theirs.getByRole('heading', { level: 1, name: 'Fibra 500' })).toBeVisible();
		await expect(theirs.getByRole('img', { name: 'Fibra do Bairro' })).toBeVisible();
		await expect(theirs.getByRole('radio', { name: /Mensal/ })).toBeVisible();
		await theirs.getByRole('radio', { name: /Anual/ }).check();
		await expect(theirs.getByText('82,50 por mês')).toBeVisible();
	});

	await test.step('what is missing is said where it is missing', async () => {
		await submit(theirs).click();
		await expectRefusal(field(theirs, 'Nome completo'), /nome/i);
		await expectRefusal(field(theirs, 'E-mail'), /Escreva seu e-mail: a fatura vai para ele\./);
		await expect(theirs.getByText('Para contratar é preciso aceitar o contrato.')).toBeVisible();
	});

	await test.step('signed up: the invoice can be paid at once, and is in the inbox', async () => {
		await fillIn(theirs, email);
		await theirs.getByRole('checkbox', { name: 'Li e aceito o contrato' }).check();
		await submit(theirs).click();
		await expect(theirs.getByRole('heading', { level: 1, name: 'Falta só pagar' })).toBeVisible();
		await expect(theirs.getByText(/R\$\s990,00/).first()).toBeVisible();
		await expect(theirs.getByRole('img', { name: /QR Code Pix/ })).toBeVisible();
		await inbox.waitFor(email, ({ text }) => text.includes('990,00'));
	});

	await test.step('it stands at the reseller, who confirms the payment', async () => {
		await expect(page.getByRole('row').filter({ hasText: 'Ana Prado' }).first()).toBeVisible();
		const signUps = page.getByRole('table', { name: 'Contratações' });
		await expect(signUps.getByText('Aguardando pagamento')).toBeVisible();
		const { data: rows } = await owner.db.from('plan_sign_ups').select('invoice_id').throwOnError();
		await owner.db
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: rows[0]!.invoice_id })
			.throwOnError();
		await theirs.reload();
		await expect(theirs.getByRole('heading', { level: 1, name: 'Tudo certo' })).toBeVisible();
	});
});

test('sent twice it signs up once, and the terms of the moment are the ones agreed to', async ({
	page,
	platform
}) => {
	const { owner, planId, path } = await publish(platform, 'Uma Vez Só');
	await page.goto(path);
	await page.getByRole('radio', { name: /Mensal/ }).check();
	await fillIn(page, `${randomUUID()}@client.example`);
	await page.getByRole('checkbox', { name: 'Li e aceito o contrato' }).check();
	await owner.db
		.rpc('save_plan', {
			...{ request_id: randomUUID(), plan_id: planId },
			fields: { monthly_price_cents: 12990 }
		})
		.throwOnError();
	await submit(page).click();
	await expect(page.getByText('O plano mudou enquanto você preenchia.')).toBeVisible();
	await expect(page.getByRole('radio', { name: /Mensal/ })).toBeChecked();
	await expect(page.getByText(/129,90/).first()).toBeVisible();
	await expect(field(page, 'Nome completo')).toHaveValue('Ana Prado');
	await page.getByRole('checkbox', { name: 'Li e aceito o contrato' }).check();
	await submit(page).dblclick();
	await expect(page.getByRole('heading', { level: 1, name: 'Falta só pagar' })).toBeVisible();
	const { data } = await owner.db.from('plan_sign_ups').select('period_cents').throwOnError();
	expect(data).toEqual([{ period_cents: 12990 }]);
});

test('a link that is off says nothing of whose it was', async ({ page, platform, troubles }) => {
	troubles.expect(/404/);
	const { owner, planId, path } = await publish(platform, 'Fora do Ar');
	await owner.db.rpc('set_plan_link', { plan_id: planId, is_on: false }).throwOnError();
	await page.goto(path);
	await expect(page.getByRole('heading', { name: 'Este link não está disponível' })).toBeVisible();
	await expect(page.getByText('Fora do Ar')).toHaveCount(0);
	await page.goto('/p/nunca-existiu');
	await expect(page.getByRole('heading', { name: 'Este link não está disponível' })).toBeVisible();
});

test('who signs up with the document of a client is shown to the staff as such', async ({
	page,
	platform
}) => {
	const { reseller, owner, path } = await publish(platform, 'Dois em Um');
	const document = '11222333000181';
	const known = randomUUID();
	await owner.db
		.rpc('create_client', {
			...{ id: known },
			fields: { name: 'Aurora Pães Ltda', person_type: 'company', document }
		})
		.throwOnError();
	await owner.db
		.rpc('sign_up', {
			...{ request_id: randomUUID(), code: path.slice('/p/'.length) },
			fields: { name: 'Padaria Aurora', email: `${known}@client.example`, document },
			choice: { months: 1, version: 1, agreement_version: 1, agrees: true }
		})
		.throwOnError();
	await enter(page, owner, `${reseller.clientsPath}/${known}`);
	const hint = page.getByText('Pode ser o mesmo cliente que');
	await expect(hint).toContainText('mesmo CNPJ');
	await hint.getByRole('link', { name: 'Padaria Aurora' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Padaria Aurora' })).toBeVisible();
	await expect(hint.getByRole('link', { name: 'Aurora Pães Ltda' })).toBeVisible();
});

test('works without script', async ({ browser, platform }) => {
	const { path, owner } = await publish(platform, 'Sem Script');
	const context = await browser.newContext({
		...{ javaScriptEnabled: false, locale: 'pt-BR' },
		baseURL: process.env.E2E_APP_URL
	});
	const page = await context.newPage();
	await page.goto(path);
	await page.getByRole('radio', { name: /Anual/ }).check();
	await fillIn(page, `${randomUUID()}@client.example`);
	await page.getByRole('checkbox', { name: 'Li e aceito o contrato' }).check();
	await submit(page).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Falta só pagar' })).toBeVisible();
	const { data } = await owner.db.from('plan_sign_ups').select('period_cents').throwOnError();
	expect(data).toEqual([{ period_cents: 99000 }]);
	await context.close();
});

test('looks good everywhere', async ({ page, platform }) => {
	test.slow();
	const { path, owner } = await publish(platform, 'Bela Oferta');
	const { data } = await owner.db.from('plans').select('public_code').single().throwOnError();
	const { data: signedUp } = await owner.db
		.rpc('sign_up', {
			...{ request_id: randomUUID(), code: data.public_code },
			fields: { name: 'Ana', email: `${randomUUID()}@client.example`, document: '11222333000181' },
			choice: { months: 12, version: 1, agreement_version: 1, agrees: true }
		})
		.throwOnError();
	await expectGoodLooksAt(page, [path, `${path}/${signedUp.id}`]);
});
