import { randomUUID } from 'node:crypto';
import { onboard, type Member, type Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { expectSameDocument, joinedLive, markDocument } from './steps/live.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { makeUser } from './steps/people.ts';
import { photograph } from './steps/photograph.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';

test('a counter moves in list, client page, overview and portal while the chat platform reports use', async ({
	page,
	openBrowser,
	platform
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Conta Sessões');
	const owner = await reseller.addMember('owner');
	const plan = await planWith(owner, { session_quota: 1000, ...beyond });
	const clientId = await clientOn(owner, plan, 'Mercearia Boa');
	const otherId = await clientOn(owner, plan, 'Ateliê Fino');
	const user = await makeUser(platform, reseller, clientId, { level: 5, name: 'Nina Alves' });
	const secret = await newKey(owner);
	const report = (quantity: number, of = clientId) => send(platform, secret, of, quantity);
	const main = page.getByRole('main');
	const tab = `${reseller.clientsPath}/${clientId}/sessions`;
	const left = main.locator('[data-sessions-left]');

	await test.step('the list follows', async () => {
		await joinedLive(page, () => enter(page, owner, reseller.clientsPath));
		await markDocument(page);
		const cell = page.locator(`[data-client="${clientId}"] .col-sessions`);
		await expect(cell).toHaveText('1.000');
		await report(120);
		await expect(cell).toHaveText('880');
		await expectSameDocument(page);
	});

	const portal = await test.step('so does the portal', async () => {
		const browser = await openBrowser();
		await joinedLive(browser, () => enter(browser, user, `/c/${clientId}`));
		const counter = browser.getByRole('main').locator('[data-sessions-left]');
		await expect(counter).toHaveText('880');
		await browser.getByRole('navigation').getByRole('link', { name: 'Sessões' }).click();
		await expect(browser.getByRole('heading', { level: 1, name: 'Sessões' })).toBeVisible();
		await report(5);
		await expect(counter).toHaveText('875');
		return browser;
	});

	await test.step('and the page of the client, through a storm, to the last value', async () => {
		await page.goto(tab);
		await expect(left).toHaveText('875');
		await spreadOverHours(platform, clientId);
		await Promise.all(Array.from({ length: 60 }, () => report(5)));
		await expect(left).toHaveText('575');
		await expect(portal.getByRole('main').locator('[data-sessions-left]')).toHaveText('575');
		await expect(main.getByText('425 de 1.000 usadas')).toBeVisible();
		await expect(main.getByText('Cota concedida')).toBeHidden();
		await main.getByRole('link', { name: 'Mostrar mais' }).click();
		await expect(main.getByText('Cota concedida')).toBeVisible();
	});

	await test.step('80 % are told once, wherever one is', async () => {
		await joinedLive(page, () => page.goto(reseller.clientsPath));
		await report(400);
		const told = page.getByText('Mercearia Boa: 80 % das sessões usadas');
		const toldThere = portal.getByText('Suas sessões estão acabando: 80 % da cota usada');
		await Promise.all([expect(told).toHaveCount(1), expect(toldThere).toHaveCount(1)]);
		await photograph(page, 'sessions-toast');
		await page.getByRole('button', { name: 'Abrir' }).click();
		await expect(left).toHaveText('175');
		await report(1000, otherId);
		await expect(page.getByText('Ateliê Fino: sessões da cota esgotadas')).toHaveCount(1);
		await expect(told, 'not once more').toHaveCount(0);
	});

	await test.step('extras are corrected, with a reason that stays', async () => {
		await main.getByRole('button', { name: 'Corrigir' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('button', { name: 'Corrigir sessões' }).click();
		await expect(dialog.getByText('Diga o motivo em até 300 caracteres.')).toBeVisible();
		await dialog.getByLabel('Quantas sessões').fill('50');
		await expect(dialog.getByText('Ficam 50 extras.')).toBeVisible();
		await dialog.getByLabel('Motivo').fill('Cortesia pela queda de ontem');
		await photograph(page, 'sessions-correct');
		await dialog.getByRole('button', { name: 'Corrigir sessões' }).click();
		await expect(left).toHaveText('225');
		await expect(main.getByText('Cortesia pela queda de ontem')).toBeVisible();
		await expect(portal.getByRole('main').locator('[data-sessions-left]')).toHaveText('225');
		await expect(portal.getByText('Cortesia pela queda de ontem')).toBeHidden();
	});

	await test.step('it looks right', async () => {
		await expectGoodLooksAt(page, [tab]);
		await page.goto(tab);
		await photograph(page, 'sessions-tab');
		await page.goto(`${reseller.clientsPath}/${clientId}`);
		await photograph(page, 'sessions-summary');
		await portal.goto(`/c/${clientId}/sessions`);
		await expectGoodLooks(portal, 'sessions in the portal');
		await photograph(portal, 'sessions-portal');
		await portal.goto(`/c/${clientId}`);
		await photograph(portal, 'sessions-portal-home');
	});

	await test.step('the overview says what is used today, and who is near the end', async () => {
		await page.goto(`/r/${reseller.slug}`);
		const card = main.getByRole('region', { name: 'Sessões hoje' });
		await expect(card.getByText('1.825', { exact: true })).toBeVisible();
		await expect(card.getByRole('link', { name: /Ateliê Fino/ })).toBeVisible();
		await report(25);
		await expect(card.getByText('1.850', { exact: true })).toBeVisible();
		await expectGoodLooks(page, 'overview');
		await card.scrollIntoViewIfNeeded();
		await photograph(page, 'sessions-home');
	});
});

test('where nothing is metered the pages say so, and show no counter', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Sem Contagem');
	const owner = await reseller.addMember('owner');
	const { clientId } = await onboard(owner.db, 'Oficina Silva');
	await enter(page, owner, `${reseller.clientsPath}/${clientId}/sessions`);
	await expect(page.getByRole('heading', { name: 'Nada a contar ainda' })).toBeVisible();
	await photograph(page, 'sessions-empty');
	await page.getByRole('link', { name: 'Resumo' }).click();
	await expect(page.getByRole('region', { name: 'Sessões' })).toBeHidden();
});

const beyond = { session_overage: 'bill', overage_price_cents: 25 };

async function planWith({ db }: Member, terms: object): Promise<string> {
	const { data } = await db
		.rpc('save_plan', {
			request_id: randomUUID(),
			fields: { name: 'Atendimento 1.000', monthly_price_cents: 29900, ...terms }
		})
		.throwOnError();
	return data.plan_id;
}

/** Whose quota runs, because its first invoice is paid. */
async function clientOn({ db }: Member, plan: string, name: string): Promise<string> {
	const { clientId, invoiceId } = await onboard(db, name, { id: plan });
	await db
		.rpc('record_payment', {
			...{ request_id: randomUUID(), invoice_id: invoiceId },
			amount_cents: 29900
		})
		.throwOnError();
	return clientId;
}

async function newKey({ db }: Member): Promise<string> {
	const { data } = await db
		.rpc('create_api_key', { request_id: randomUUID(), name: 'Chat', scopes: ['usage.write'] })
		.throwOnError();
	return data.secret;
}

async function send(
	platform: Platform,
	secret: string,
	clientId: string,
	quantity: number
): Promise<void> {
	const response = await fetch(`${platform.apiUrl}/functions/v1/usage`, {
		method: 'POST',
		headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
		body: JSON.stringify({ key: `chat-${randomUUID()}`, client_id: clientId, quantity })
	});
	expect(response.status, await response.text()).toBe(200);
}

/** As if it had been used for days: what the small bars and the forecast are made of. */
async function spreadOverHours(platform: Platform, clientId: string): Promise<void> {
	await runSql(
		platform,
		`insert into public.session_hours (reseller_id, client_id, hour, used)
		select c.reseller_id, c.id, date_trunc('hour', now(), 'UTC') - make_interval(hours => n), 40 + (n * 37) % 90 + 160 * (n % 24 > 10)::integer
		from public.clients c, generate_series(1, 40) n where c.id = $1 on conflict do nothing`,
		[clientId]
	);
	await runSql(
		platform,
		`insert into public.session_days (reseller_id, client_id, on_date, used)
		select c.reseller_id, c.id, app.today(c.reseller_id) - n, 40 + n * 3
		from public.clients c, generate_series(1, 7) n where c.id = $1 on conflict do nothing`,
		[clientId]
	);
}
