import { password } from '../support/world.ts';
import { invoices } from './steps/billing.ts';
import { expect, test } from './steps/journey.ts';
import {
	answerData,
	answerPlan,
	confirmButton,
	expectClientPage,
	expectRefusal,
	field,
	fillClient,
	proceed,
	startClient,
	step
} from './steps/onboarding.ts';
import { countRecords } from './steps/records.ts';
import { makeClients, makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { clientsHeading, codeFor, signIn } from './steps/sign-in.ts';

const client = {
	name: 'Clínica Vida Plena',
	email: 'vida@clientes.example',
	document: '11.222.333/0001-81',
	phone: '(11) 98765-4321'
};
const back = { name: 'Voltar' };

test('what was answered is there again after the browser was closed', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Volto Já');
	await enter(page, await reseller.addMember('support'), reseller.clientsPath);
	await startClient(page);
	await answerData(page, client);
	const storageState = await page.context().storageState();
	await page.context().close();

	const later = await openBrowser({ storageState });
	await later.goto(reseller.clientsPath);
	await later.getByRole('link', { name: `Continuar cadastro de ${client.name}` }).click();
	await expect(step(later, 'Plano')).toBeVisible();
	await later.getByRole('button', back).click();
	await expect(field(later, 'Razão social')).toHaveValue(client.name);
	await expect(field(later, 'CNPJ')).toHaveValue(client.document);
	await expect(field(later, 'E-mail')).toHaveValue(client.email);
	await expect(field(later, 'Telefone')).toHaveValue(client.phone);
});

test('going back and forth keeps what was typed, also what is not finished', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Vai e Vem');
	await enter(page, await reseller.addMember('finance'), reseller.clientsPath);
	await startClient(page);
	await answerData(page, client);
	await field(page, 'Nome do plano').fill('Só o nome');
	await page.goBack();
	await page.getByRole('alertdialog').getByRole('button', { name: 'Cancelar' }).click();
	await expect(field(page, 'Nome do plano')).toHaveValue('Só o nome');

	await page.getByRole('button', back).click();
	await expect(step(page, 'Dados')).toBeVisible();
	await expect(field(page, 'E-mail')).toHaveValue(client.email);
	await field(page, 'E-mail').fill('errado@');
	await page.getByRole('button', { name: 'Salvar e sair' }).click();
	await page.getByRole('link', { name: `Continuar cadastro de ${client.name}` }).click();
	await expect(field(page, 'E-mail')).toHaveValue('errado@');
	await proceed(page);
	await expectRefusal(field(page, 'E-mail'), /Confira o e-mail/);
	await field(page, 'E-mail').fill(client.email);
	await proceed(page);

	await expect(field(page, 'Nome do plano')).toHaveValue('Só o nome');
	await answerPlan(page, { name: 'Fibra 300', price: '99,90' });
	await page.getByRole('radio', { name: 'Anual' }).check();
	await page.getByRole('button', back).click();
	await expect(field(page, 'Preço por mês')).toHaveValue('99,90');
	await proceed(page);
	await expect(page.getByRole('radio', { name: 'Anual' })).toBeChecked();
	await page.goBack();
	await expect(step(page, 'Plano')).toBeVisible();
	await page.goForward();
	await expect(page.getByRole('radio', { name: 'Anual' })).toBeChecked();
});

test('a plan that exists, and a client without e-mail', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Já Existe');
	const member = await reseller.addMember('finance');
	await makeClients(member, ['Fibra Empresa']);
	await enter(page, member, reseller.clientsPath);
	await startClient(page);
	await answerData(page, { name: 'Sem E-mail' });
	await proceed(page);
	await expect(page.getByText('Escolha um plano ou crie um novo.')).toBeVisible();
	await page.getByRole('radio', { name: 'Fibra Empresa' }).check();
	await proceed(page);
	await expect(page.getByText('ninguém recebe a fatura')).toBeVisible();
	const mails = await countRecords(platform, reseller, 'invoice_mails');
	await confirmButton(page).click();

	await expectClientPage(page, 'Sem E-mail');
	await invoices(page)
		.getByRole('link', { name: /Fatura \d+/ })
		.click();
	await expect(page.getByText('Nenhum e-mail: o cliente não tinha endereço')).toBeVisible();
	expect(await countRecords(platform, reseller, 'invoice_mails')).toBe(mails);
});

test('who may not create plans or issue invoices prepares, and another confirms', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Dois Papéis');
	const issuer = await reseller.addMember('finance');
	await makeClients(issuer, ['Fibra Empresa']);
	await enter(page, await reseller.addMember('support'), reseller.clientsPath);
	await startClient(page);
	await answerData(page, client);
	await expect(page.getByRole('radio', { name: 'Criar um plano novo' })).toHaveCount(0);
	await page.getByRole('radio', { name: 'Fibra Empresa' }).check();
	await proceed(page);
	await expect(page.getByText('Seu papel não permite emitir faturas')).toBeVisible();
	await expect(confirmButton(page)).toHaveCount(0);

	const second = await openBrowser();
	await enter(second, issuer, reseller.clientsPath);
	await second.getByRole('link', { name: `Continuar cadastro de ${client.name}` }).click();
	await confirmButton(second).click();
	await expectClientPage(second, client.name);
});

test('the whole journey by plain forms, without script', async ({
	openBrowser,
	platform,
	inbox,
	troubles
}) => {
	const reseller = await makeReseller(platform, 'Sem Script');
	const member = await reseller.addMember('admin', true);
	const page = await openBrowser({ javaScriptEnabled: false });
	// A refused form is answered with its own status when it is a page.
	troubles.expect(/answer 4\d\d: POST/);
	// The content policy refuses to load what nobody may run.
	troubles.expect(/no answer: GET \S+\/_app\/immutable\/\S+ csp/);

	await page.goto(reseller.clientsPath);
	await signIn(page, member.email, 'not it');
	await expect(page.getByText('E-mail, CPF ou senha não conferem.')).toBeVisible();
	await signIn(page, member.email, password);
	await field(page, 'Código').fill(await codeFor(inbox, member.email));
	await page.getByRole('button', { name: 'Confirmar' }).click();
	await expect(clientsHeading(page)).toBeVisible();

	await startClient(page);
	await fillClient(page, { ...client, email: 'errado@' });
	await proceed(page);
	await expectRefusal(field(page, 'E-mail'), /Confira o e-mail/);
	await expect(field(page, 'Razão social')).toHaveValue(client.name);
	await answerData(page, client);
	await answerPlan(page, { name: 'Fibra 600', price: '129,90', category: 'Internet' });
	await confirmButton(page).click();
	await expectClientPage(page, client.name);
	await inbox.waitFor(client.email, ({ subject }) => subject.includes(reseller.name));
	await page.getByRole('button', { name: 'Marcar como paga' }).click();
	await expect(invoices(page)).toContainText('Paga');
	expect(await countRecords(platform, reseller, 'payments')).toBe(1);
});
