import { adminOf, password } from '../support/world.ts';
import { markPaid, paymentDialog, recordButton, invoices } from './steps/billing.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks } from './steps/look.ts';
import {
	answerData,
	answerPlan,
	expectClientPage,
	proceed,
	startClient,
	step
} from './steps/onboarding.ts';
import { makeClients, makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { tabTo } from './steps/keyboard.ts';
import { joinedLive } from './steps/live.ts';
import { codeFor, signIn, typeCode } from './steps/sign-in.ts';

test('before the console: sign-in, code, accounts and the way back to a password', async ({
	page,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Boa Aparência');
	const other = await makeReseller(platform, 'Outra Aparência');
	const newcomer = await reseller.addMember('owner', true);
	await adminOf(platform)
		.from('memberships')
		.insert({ person_id: newcomer.personId, reseller_id: other.id, role: 'viewer' })
		.throwOnError();

	await page.goto('/sign-in');
	await page.getByRole('button', { name: 'Mudar o idioma para English' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
	await expectGoodLooks(page, 'sign-in in English');
	await page.getByRole('button', { name: 'Português' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
	await expectGoodLooks(page, 'sign-in');
	await page.getByRole('button', { name: 'Entrar' }).click();
	await expect(page.getByText('Informe a senha.')).toBeVisible();
	await expectGoodLooks(page, 'sign-in refused');
	await page.getByRole('link', { name: 'Esqueci a senha' }).click();
	await expect(page.getByRole('heading', { name: 'Recuperar a senha' })).toBeVisible();
	await expectGoodLooks(page, 'forgotten password');

	await page.goto('/sign-in');
	await signIn(page, newcomer.email, password);
	await expect(page.getByRole('heading', { name: 'Confirme que é você' })).toBeVisible();
	await expectGoodLooks(page, 'code');
	await typeCode(page, await codeFor(inbox, newcomer.email));
	await expect(page.getByRole('heading', { name: 'Escolha a conta' })).toBeVisible();
	await expectGoodLooks(page, 'accounts');
});

const client = {
	name: 'Restaurante Dona Flor do Caminho Velho da Serra Ltda.',
	email: 'flor@clientes.example'
};

test('the console: lists, wizard, client, invoice, dialog and errors', async ({
	page,
	platform,
	troubles
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Boa Aparência');
	const member = await reseller.addMember('owner');
	await enter(page, member, reseller.clientsPath);
	await expectGoodLooks(page, 'empty list');

	await startClient(page);
	await expectGoodLooks(page, 'first step');
	await proceed(page);
	await expectGoodLooks(page, 'first step refused');
	await answerData(page, client);
	await expectGoodLooks(page, 'second step');
	await answerPlan(page, { name: 'Fibra 600', price: '129,90' });
	await expectGoodLooks(page, 'third step');
	await page.getByRole('button', { name: 'Confirmar e emitir fatura' }).click();
	const clientId = await expectClientPage(page, client.name);
	await expectGoodLooks(page, 'client');
	await markPaid(page).click();
	await expect(paymentDialog(page)).toBeVisible();
	await expectGoodLooks(page, 'payment dialog');
	await page.keyboard.press('Escape');
	await page.getByRole('link', { name: /Fatura \d+/ }).click();
	await expect(page.getByRole('heading', { level: 1, name: /Fatura/ })).toBeVisible();
	await expectGoodLooks(page, 'invoice');

	await makeClients(member, ['Hotel Estação Central', 'Ótica Visão Clara']);
	await page.goto(reseller.clientsPath);
	await expectGoodLooks(page, 'list');

	troubles.expect(/answer 404: GET/);
	await page.goto(`${reseller.clientsPath}/00000000-0000-4000-8000-000000000000`);
	await expectGoodLooks(page, 'no such client');
	await page.goto('/r/no-such-account/clients');
	await expectGoodLooks(page, 'no such account');
	await page.goto('/no-such-page');
	await expectGoodLooks(page, 'no such page');

	await page.goto(reseller.clientsPath);
	await page.getByRole('button', { name: /Conta de/ }).click();
	await page.getByRole('menuitem', { name: 'English' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	for (const path of ['', '/new', `/${clientId}`]) {
		await page.goto(reseller.clientsPath + path);
		await expectGoodLooks(page, `clients${path} in English`);
		await expect(page.getByRole('main')).not.toContainText(/Cliente|Fatura|Novo|Voltar/);
	}
});

test('by keyboard alone: a new client, its invoice, and the payment', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Só Teclado');
	const member = await reseller.addMember('owner');
	// Keys are heard once the page is alive.
	await joinedLive(page, () => enter(page, member, reseller.clientsPath));
	const { keyboard } = page;
	const focused = (name: string) => page.locator(':focus').and(page.getByLabel(name));

	await keyboard.press('n');
	await expect(step(page, 'Dados')).toBeVisible();
	await expect(focused('Razão social')).toBeVisible();
	await keyboard.type(client.name);
	await keyboard.press('Enter');
	await expect(step(page, 'Plano')).toBeVisible();
	await tabTo(page, 'Nome do plano');
	await keyboard.type('Fibra 600');
	await tabTo(page, 'Preço por mês');
	await keyboard.type('129,90');
	await keyboard.press('Enter');
	await expect(step(page, 'Cobrança')).toBeVisible();
	await tabTo(page, 'Mensal');
	await keyboard.press('ArrowDown');
	await expect(page.getByRole('radio', { name: 'Bimestral' })).toBeChecked();
	await tabTo(page, 'Confirmar e emitir fatura');
	await keyboard.press('Enter');
	await expectClientPage(page, client.name);

	await tabTo(page, 'Marcar como paga');
	await keyboard.press('Enter');
	await expect(paymentDialog(page)).toBeVisible();
	await expect(paymentDialog(page).locator(':focus')).toHaveCount(1);
	await keyboard.press('Escape');
	await expect(paymentDialog(page)).toBeHidden();
	await expect(markPaid(page)).toBeFocused();
	await keyboard.press('Enter');
	await expect(paymentDialog(page)).toBeVisible();
	await tabTo(page, 'Registrar pagamento');
	await expect(recordButton(page)).toBeFocused();
	await keyboard.press('Enter');
	await expect(paymentDialog(page)).toBeHidden();
	await expect(invoices(page)).toContainText('Paga');
	// The button is gone with the debt: the focus must not be lost at the top of nowhere.
	await expect(page.locator('body')).not.toBeFocused();
});
