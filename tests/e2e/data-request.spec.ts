import type { Page } from '@playwright/test';
import type { Inbox } from '../../supabase/local/mail/inbox.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooks } from './steps/look.ts';
import { confirmButton, field, fillNewPlan, proceed } from './steps/onboarding.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';
import type { Member } from '../support/world.ts';

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

async function makeAskedClient(member: Member, fields: object = {}) {
	const id = crypto.randomUUID();
	const email = `${id}@client.example`;
	await member.db
		.rpc('create_client', { id, fields: { name: 'Padaria Aurora', email, ...fields } })
		.throwOnError();
	return { id, email };
}

async function linkIn(inbox: Inbox, email: string, notThis?: string): Promise<string> {
	const link = (text: string) => /\S+\/data\/[\w-]+/.exec(text)?.[0];
	const mail = await inbox.waitFor(email, ({ text }) => !!link(text) && link(text) !== notThis);
	return link(mail.text)!;
}

/** Asked without the pages, for what happens after. */
async function askedLink(
	inbox: Inbox,
	member: Member,
	client: { id: string; email: string },
	notThis?: string
) {
	const id = crypto.randomUUID();
	await member.db.rpc('request_client_data', { id, client_id: client.id }).throwOnError();
	return { id, link: await linkIn(inbox, client.email, notThis) };
}

const pageOf = (reseller: Reseller, clientId: string) =>
	`${reseller.clientsPath}/${clientId}/data-request`;
const saved = (page: Page) =>
	expect(page.getByRole('status').filter({ hasText: /Salvo às/ })).toBeVisible();

test('asked by e-mail, filled in on a phone, watched field by field, finished once', async ({
	page,
	openBrowser,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Revenda Que Pede');
	const support = await reseller.addMember('support');
	const client = await makeAskedClient(support);
	await joinedLive(page, () => enter(page, support, pageOf(reseller, client.id)));

	await test.step('the reseller sees to whom and what, and asks', async () => {
		await expect(page.getByText(client.email, { exact: true })).toBeVisible();
		await expect(page.getByText('Revenda Que Pede pede os seus dados de cadastro')).toBeVisible();
		await page.getByRole('button', { name: 'Enviar o pedido' }).click();
		await expect(page.getByText('Enviado', { exact: true })).toBeVisible();
		await expect(page.getByText('2 de 12')).toBeVisible();
	});

	const link = await linkIn(inbox, client.email);
	const theirs = await openBrowser(phone);

	await test.step('the client opens the branded form on a phone', async () => {
		await theirs.goto(link);
		await expect(
			theirs.getByRole('heading', { name: 'Confira e complete os dados de Padaria Aurora' })
		).toBeVisible();
		await expect(theirs.getByRole('img', { name: 'Revenda Que Pede' })).toBeVisible();
		await expect(field(theirs, 'Razão social')).toHaveValue('Padaria Aurora');
		await expect(page.getByText('Aberto pelo cliente')).toBeVisible();
	});

	await test.step('each answer appears at the reseller as it is given', async () => {
		await field(theirs, 'CNPJ').fill('12ABC34501DE35');
		await field(theirs, 'CNPJ').blur();
		await saved(theirs);
		const answers = page.getByRole('region', { name: 'O que chegou' });
		await expect(answers).toContainText('12.ABC.345/01DE-35');
		await expect(answers.locator('[data-arrived]')).toHaveCount(0);
		await field(theirs, 'Telefone').first().fill('81987654321');
		await field(theirs, 'Telefone').first().blur();
		await expect(answers).toContainText('(81) 98765-4321');
		await expect(answers.locator('[data-arrived]')).not.toHaveCount(0);
		await expect(page.getByText('4 de 12')).toBeVisible();
		await expect(page.getByText('Preenchendo')).toBeVisible();
	});

	await test.step('what is wrong is said at its field and does not get through', async () => {
		await field(theirs, 'CEP').fill('123');
		await field(theirs, 'CEP').blur();
		await expect(theirs.getByText('O CEP tem 8 números', { exact: false })).toBeVisible();
		await field(theirs, 'CEP').fill('50030-230');
		await field(theirs, 'CEP').blur();
		await expect(page.getByRole('region', { name: 'O que chegou' })).toContainText('50030-230');
	});

	await test.step('resumed on another device, where it was left', async () => {
		await theirs.close();
		const elsewhere = await openBrowser();
		await elsewhere.goto(link);
		await expect(field(elsewhere, 'CNPJ')).toHaveValue('12.ABC.345/01DE-35');
		await expect(field(elsewhere, 'CEP')).toHaveValue('50030-230');
		await expect(
			elsewhere.getByText('Para o boleto e a nota ainda falta', { exact: false })
		).toContainText('cidade');
		for (const [name, value] of [
			['Rua', 'Cais da Alfândega'],
			['Número', '35'],
			['Bairro', 'Recife Antigo'],
			['Cidade', 'Recife']
		] as const)
			await field(elsewhere, name).fill(value);
		await elsewhere.getByLabel('UF').selectOption('PE');
		await expect(elsewhere.getByText('Está tudo aqui', { exact: false })).toBeVisible();
		await elsewhere.getByRole('button', { name: 'Enviar os dados' }).click();
		await expect(
			elsewhere.getByRole('heading', { name: 'Recebemos os seus dados. Obrigado!' })
		).toBeVisible();
		await elsewhere.goto(link);
		await expect(
			elsewhere.getByRole('heading', { name: 'Estes dados já foram enviados' })
		).toBeVisible();
		await expect(elsewhere.getByText('Padaria Aurora')).toHaveCount(0);
	});

	await test.step('the client has it, and the reseller sees it done', async () => {
		await expect(page.getByText('Concluído').first()).toBeVisible();
		await expect(page.getByText('Tudo pronto')).toHaveCount(2);
		const [row] = await runSql<{ document: string; city: string; state: string }>(
			platform,
			'select document, city, state from public.clients where id = $1',
			[client.id]
		);
		expect(row).toEqual({ document: '12ABC34501DE35', city: 'Recife', state: 'PE' });
	});
});

test('withdrawn or run out while it is being filled in: said at once, nothing lost', async ({
	page,
	openBrowser,
	platform,
	inbox,
	troubles
}) => {
	troubles.expect(/404|410/);
	const reseller = await makeReseller(platform, 'Revenda Que Desiste');
	const owner = await reseller.addMember('owner');
	const client = await makeAskedClient(owner);
	const first = await askedLink(inbox, owner, client);
	const theirs = await openBrowser();
	await theirs.goto(first.link);
	await field(theirs, 'Cidade').fill('Olinda');
	await field(theirs, 'Cidade').blur();
	await saved(theirs);

	await joinedLive(page, () => enter(page, owner, pageOf(reseller, client.id)));
	await page.getByRole('button', { name: 'Cancelar o pedido' }).click();
	await page.getByRole('alertdialog').getByRole('button', { name: 'Cancelar o pedido' }).click();
	await expect(page.getByText('Cancelado', { exact: true }).first()).toBeVisible();
	await field(theirs, 'Bairro').fill('Carmo');
	await field(theirs, 'Bairro').blur();
	await expect(theirs.getByRole('heading', { name: 'Este link não vale' })).toBeVisible();

	await runSql(
		platform,
		`update public.data_requests set created_at = created_at - interval '1 hour' where id = $1`,
		[first.id]
	);
	const second = await askedLink(inbox, owner, client, first.link);
	await theirs.goto(second.link);
	await expect(field(theirs, 'Cidade')).toHaveValue('Olinda');
	await runSql(platform, 'update public.data_requests set expires_at = now() where id = $1', [
		second.id
	]);
	await field(theirs, 'Rua').fill('Rua do Amparo');
	await field(theirs, 'Rua').blur();
	await expect(theirs.getByRole('heading', { name: 'O prazo deste link acabou' })).toBeVisible();
	await expect(
		theirs.getByRole('link', { name: `financeiro@${reseller.slug}.example` })
	).toBeVisible();
});

test('what the reseller changed meanwhile is decided by people', async ({
	page,
	openBrowser,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Revenda Que Decide');
	const owner = await reseller.addMember('owner');
	const client = await makeAskedClient(owner, { city: 'Campinas' });
	const { link } = await askedLink(inbox, owner, client);
	const theirs = await openBrowser();
	await theirs.goto(link);
	await field(theirs, 'Cidade').fill('Recife');
	await owner.db
		.rpc('save_client', { id: client.id, fields: { city: 'Santos' }, base: { city: 'Campinas' } })
		.throwOnError();
	await theirs.getByRole('button', { name: 'Enviar os dados' }).click();
	await expect(theirs.getByRole('heading', { name: 'Recebemos os seus dados' })).toBeVisible();
	await enter(page, owner, pageOf(reseller, client.id));
	await expect(page.getByText('em vez de Santos')).toBeVisible();
	await page.getByRole('button', { name: 'Usar a resposta do cliente em Cidade' }).click();
	await expect(page.getByText('em vez de Santos')).toHaveCount(0);
	const rows = await runSql(platform, 'select city from public.clients where id = $1', [client.id]);
	expect(rows).toEqual([{ city: 'Recife' }]);
});

test('without script: kept, and handed in, by plain posts', async ({
	openBrowser,
	platform,
	inbox,
	troubles
}) => {
	troubles.expect(/no answer: GET \S+\/_app\/immutable\/\S+ csp/);
	const reseller = await makeReseller(platform, 'Revenda Simples');
	const owner = await reseller.addMember('owner');
	const client = await makeAskedClient(owner, { city: 'Natal', sector: 'Padaria' });
	const { link } = await askedLink(inbox, owner, client);
	const theirs = await openBrowser({ javaScriptEnabled: false });
	await theirs.goto(link);
	await field(theirs, 'Nome fantasia').fill('Aurora');
	await theirs.getByRole('button', { name: 'Guardar e continuar depois' }).click();
	await theirs.goto(link);
	await expect(field(theirs, 'Nome fantasia')).toHaveValue('Aurora');
	await field(theirs, 'Cidade').fill('Mossoró');
	await theirs.getByRole('button', { name: 'Enviar os dados' }).click();
	await expect(theirs.getByRole('heading', { name: 'Recebemos os seus dados' })).toBeVisible();
	const rows = await runSql(
		platform,
		'select trade_name, city, sector from public.clients where id = $1',
		[client.id]
	);
	expect(rows).toEqual([{ trade_name: 'Aurora', city: 'Mossoró', sector: 'Padaria' }]);
});

test('the link leaks to nobody, and opens nothing else', async ({
	page,
	platform,
	inbox,
	troubles
}) => {
	troubles.expect(/404|422|403/);
	const reseller = await makeReseller(platform, 'Revenda Discreta');
	const owner = await reseller.addMember('owner');
	const client = await makeAskedClient(owner);
	const { link } = await askedLink(inbox, owner, client);
	const response = await page.goto(link);
	const headers = response!.headers();
	expect(headers['referrer-policy']).toBe('same-origin');
	expect(headers['x-robots-tag']).toContain('noindex');
	expect(headers['cache-control']).toContain('no-store');
	expect(headers['x-frame-options']).toBe('DENY');
	const answers = `${new URL(link).pathname}/answers`;
	const origin = new URL(page.url()).origin;
	const post = (path: string, data: unknown, from = origin) =>
		page.request.post(path, { data, headers: { origin: from } });
	expect((await post(answers, { city: 'X' }, 'https://evil.example')).status()).toBe(403);
	for (const forged of [{ reseller_id: client.id }, { notes: 'x' }, { discount: '1' }, ['x'], 'x'])
		expect((await post(answers, forged)).status(), JSON.stringify(forged)).toBe(422);
	expect((await post('/data/guessed-token/answers', { city: 'X' })).status()).toBe(404);
	const guessed = await page.request.get('/data/guessed-token');
	expect(guessed.status()).toBe(404);
	expect(await guessed.text()).not.toContain(reseller.name);
	await page.goto('/data/guessed-token');
	await expect(page.getByRole('heading', { name: 'Este link não vale' })).toBeVisible();
	const rows = await runSql(platform, 'select city, name from public.clients where id = $1', [
		client.id
	]);
	expect(rows).toEqual([{ city: null, name: 'Padaria Aurora' }]);
});

test('every face of it looks right', async ({ page, platform, inbox }) => {
	const reseller = await makeReseller(platform, 'Revenda Bonita');
	const owner = await reseller.addMember('owner');
	const client = await makeAskedClient(owner);
	const { link, id } = await askedLink(inbox, owner, client);
	await page.goto(link);
	await expectGoodLooks(page, 'the form');
	await enter(page, owner, pageOf(reseller, client.id));
	await expectGoodLooks(page, 'the request');
	await runSql(platform, 'update public.data_requests set expires_at = now() where id = $1', [id]);
	await page.goto(link);
	await expectGoodLooks(page, 'a link that ran out');
});

test('asked in the wizard: name and e-mail are enough, the mail goes with the first invoice', async ({
	page,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Revenda do Assistente');
	const owner = await reseller.addMember('owner');
	const email = `${crypto.randomUUID()}@client.example`;
	await enter(page, owner, `${reseller.clientsPath}/new`);
	await field(page, 'Nome fantasia').fill('Aurora');
	await page.getByRole('radio', { name: /^Solicitar dados ao cliente por e-mail/ }).check();
	await expect(field(page, 'Nome fantasia')).toHaveCount(0);
	await field(page, 'Razão social').fill('Padaria do Assistente');
	await proceed(page);
	await expect(page.getByText('Informe o e-mail: é para ele que o pedido vai.')).toBeVisible();
	await field(page, 'E-mail').fill(email);
	await proceed(page);
	await fillNewPlan(page, { name: 'Plano Simples', price: '10,00' });
	await proceed(page);
	await expect(page.getByText('preenche o resto por e-mail', { exact: false })).toBeVisible();
	await confirmButton(page).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Aurora' })).toBeVisible();
	expect(await linkIn(inbox, email)).toContain('/data/');
	await inbox.waitFor(email, ({ subject }) => subject.includes('Fatura'));
	const rows = await runSql(
		platform,
		`select c.trade_name, d.mail_state is not null as is_asked from public.clients c
		join public.data_requests d on d.client_id = c.id where c.email = $1`,
		[email]
	);
	expect(rows).toEqual([{ trade_name: 'Aurora', is_asked: true }]);
});
