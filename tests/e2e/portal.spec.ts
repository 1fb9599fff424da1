import { expect, test } from './steps/journey.ts';
import { tabTo } from './steps/keyboard.ts';
import { joinedLive } from './steps/live.ts';
import { field } from './steps/onboarding.ts';
import { makeClient, makeUser } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

test('on a phone: the invoice, its Pix code, and the payment as it is recorded', async ({
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Portal de Bolso');
	const owner = await reseller.addMember('owner');
	const { clientId, invoiceId } = await makeClient(owner, 'Mercearia Boa');
	const user = await makeUser(platform, reseller, clientId, { name: 'Nina Alves' });
	const page = await openBrowser(phone);
	await joinedLive(page, () => enter(page, user, `/c/${clientId}`));
	await expect(page.getByRole('heading', { name: 'Olá, Nina' })).toBeVisible();
	await expect(page.getByRole('main')).toContainText('R$ 129,90');
	await page.getByRole('link', { name: 'Pagar com Pix' }).tap();
	await expect(page.getByRole('heading', { level: 1, name: /Fatura/ })).toBeVisible();
	await expect(page.getByText(/^000201/)).toBeVisible();
	await owner.db
		.rpc('record_payment', {
			request_id: crypto.randomUUID(),
			invoice_id: invoiceId,
			amount_cents: 12990
		})
		.throwOnError();
	await expect(page.getByText('Fatura paga'), 'by itself').toBeVisible();
	await page.getByRole('navigation').getByRole('link', { name: 'Acessos' }).tap();
	await expect(page.getByRole('heading', { name: 'Quem acessou' })).toBeVisible();
	const sticksOut = () =>
		page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
	await expect.poll(sticksOut).toBe(0);
});

test('by keyboard alone: from the start to an invoice and to changed company data', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Portal sem Mouse');
	const owner = await reseller.addMember('owner');
	const { clientId } = await makeClient(owner, 'Ateliê Fino');
	const user = await makeUser(platform, reseller, clientId, { level: 4 });
	await joinedLive(page, () => enter(page, user, `/c/${clientId}`));
	await tabTo(page, 'Faturas');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Faturas' })).toBeVisible();
	await tabTo(page, 'Dados da empresa');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Dados da empresa' })).toBeVisible();
	await tabTo(page, 'Nome fantasia');
	await page.keyboard.press('Control+A');
	await page.keyboard.type('Ateliê da Vila');
	await tabTo(page, 'Salvar dados');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Dados salvos.')).toBeVisible();
	await page.reload();
	await expect(field(page, 'Nome fantasia')).toHaveValue('Ateliê da Vila');
});

test('without JavaScript: invoices can be read and company data changed', async ({
	openBrowser,
	platform,
	troubles
}) => {
	// A refused form is answered with its own status when it is a page.
	troubles.expect(/answer 422: POST/);
	// The content policy refuses to load what nobody may run.
	troubles.expect(/no answer: GET \S+\/_app\/immutable\/\S+ csp/);
	const reseller = await makeReseller(platform, 'Portal sem Script');
	const owner = await reseller.addMember('owner');
	const { clientId } = await makeClient(owner, 'Oficina Silva');
	const user = await makeUser(platform, reseller, clientId);
	const page = await openBrowser({ javaScriptEnabled: false });
	await enter(page, user, `/c/${clientId}`);
	await page.getByRole('link', { name: 'Faturas', exact: true }).click();
	await page.getByRole('main').getByRole('table').getByRole('link').first().click();
	await expect(page.getByRole('heading', { level: 1, name: /Fatura/ })).toBeVisible();
	await expect(page.getByText(/^000201/)).toBeVisible();
	await page.getByRole('link', { name: 'Dados da empresa' }).click();
	await field(page, 'E-mail').fill('errado@');
	await field(page, 'Nome fantasia').fill('Oficina do Silva');
	await page.getByRole('button', { name: 'Salvar dados' }).click();
	await expect(page.getByText(/Confira o e-mail/)).toBeVisible();
	await expect(field(page, 'Nome fantasia')).toHaveValue('Oficina do Silva');
	await field(page, 'E-mail').fill('contato@oficina.example');
	await page.getByRole('button', { name: 'Salvar dados' }).click();
	await expect(page.getByText('Dados salvos.')).toBeVisible();
	await page.getByRole('button', { name: 'Parar lembretes' }).click();
	await expect(page.getByText('Não avisamos por e-mail antes do vencimento.')).toBeVisible();
	await page.getByRole('button', { name: 'Voltar a lembrar' }).click();
	await expect(page.getByText('Avisamos por e-mail antes de cada vencimento.')).toBeVisible();
});
