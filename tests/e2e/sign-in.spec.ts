import { adminOf, password } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { makeClients, makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { letCodesAge } from './steps/sign-in-codes.ts';
import {
	codeFor,
	codeHeading,
	homeHeading,
	signIn,
	signInHeading,
	typeCode
} from './steps/sign-in.ts';
import { openMenu } from './steps/users.ts';

test('a wrong password is told, and a deep link is kept through password and code', async ({
	page,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Elo Fundo');
	const owner = await reseller.addMember('owner');
	await makeClients(owner, ['Livraria Entrelinhas']);
	const { data: client } = await owner.db.from('clients').select('id').single().throwOnError();
	const newcomer = await reseller.addMember('viewer', true);
	const deepLink = `${reseller.clientsPath}/${client.id}?from=mail`;

	await page.goto(deepLink);
	await expect(signInHeading(page)).toBeVisible();
	await signIn(page, newcomer.email, 'not it');
	await expect(page.getByText('E-mail, CPF ou senha não conferem.')).toBeVisible();
	await expect(page.getByRole('textbox', { name: 'E-mail ou CPF' })).toHaveValue(
		newcomer.email.toLowerCase()
	);
	await signIn(page, 'nobody@people.example', password);
	await expect(page.getByText('E-mail, CPF ou senha não conferem.')).toBeVisible();

	await signIn(page, newcomer.email, password);
	await expect(codeHeading(page)).toBeVisible();
	await page.goto(deepLink);
	await expect(codeHeading(page), 'no page before the code').toBeVisible();
	await typeCode(page, await codeFor(inbox, newcomer.email));
	await expect(page.getByRole('heading', { name: 'Livraria Entrelinhas' })).toBeVisible();
	expect(page.url()).toContain(deepLink);
});

test('five wrong codes spend it; another one comes after the waiting time', async ({
	page,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Código Errado');
	const newcomer = await reseller.addMember('owner', true);
	await page.clock.install();
	await page.goto(reseller.clientsPath);
	await signIn(page, newcomer.email, password);
	await expect(codeHeading(page)).toBeVisible();
	const code = await codeFor(inbox, newcomer.email);
	const wrong = code === '000000' ? '111111' : '000000';
	const refused = page.getByText('Código errado ou vencido.');
	for (const tried of [wrong, wrong, wrong, wrong, wrong, code]) {
		const answered = page.waitForResponse((response) => response.url().includes('?/verify'));
		await typeCode(page, tried);
		await answered;
		await expect(refused).toBeVisible();
		await expect(page.getByRole('textbox', { name: 'Código' })).toHaveValue('');
	}

	await expect(page.getByText(/Novo código disponível em 0:\d\d/)).toBeVisible();
	await expect(page.getByRole('button', { name: 'Enviar outro código' })).toHaveCount(0);
	await letCodesAge(platform, newcomer.personId, 2);
	await page.clock.fastForward('01:01');
	await page.getByRole('button', { name: 'Enviar outro código' }).click();
	await expect(page.getByText(/Novo código disponível em/)).toBeVisible();
	await typeCode(page, await codeFor(inbox, newcomer.email, code));
	await expect(page.getByText('Nenhum cliente ainda')).toBeVisible();
});

test('two memberships: chosen after sign-in, switched by the address, each tab its own', async ({
	page,
	platform,
	troubles
}) => {
	const first = await makeReseller(platform, 'Primeira Revenda');
	const second = await makeReseller(platform, 'Segunda Revenda');
	const foreign = await makeReseller(platform, 'Revenda Alheia');
	const member = await first.addMember('owner');
	await makeClients(member, ['Cliente da Primeira']);
	await makeClients(await second.addMember('owner'), ['Cliente da Segunda']);
	await adminOf(platform)
		.from('memberships')
		.insert({ person_id: member.personId, reseller_id: second.id, role: 'viewer' })
		.throwOnError();

	await page.goto('/sign-in');
	await signIn(page, member.email, password);
	await expect(page.getByRole('heading', { name: 'Escolha a conta' })).toBeVisible();
	await page.getByRole('link', { name: /Segunda Revenda/ }).click();
	await expect(homeHeading(page)).toBeVisible();
	await page.getByRole('link', { name: 'Clientes', exact: true }).click();
	await expect(page.getByRole('link', { name: 'Cliente da Segunda' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Novo cliente' })).toHaveCount(0);

	const otherTab = await page.context().newPage();
	await otherTab.goto(first.clientsPath);
	await expect(otherTab.getByRole('link', { name: 'Cliente da Primeira' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('link', { name: 'Cliente da Segunda' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Cliente da Primeira' })).toHaveCount(0);
	await expect(otherTab.getByRole('link', { name: 'Novo cliente' })).toBeVisible();

	await openMenu(page, 'Conta de Pessoa owner');
	await page.getByRole('menuitem', { name: 'Trocar conta' }).click();
	await page.getByRole('option', { name: /Primeira Revenda/ }).click();
	await expect(page).toHaveURL(`/r/${first.slug}`);
	await expect(homeHeading(page)).toBeVisible();

	troubles.expect(/answer 40[34]: GET/);
	for (const path of [foreign.clientsPath, '/r/no-such-account/clients']) {
		const answer = await page.goto(path);
		expect(answer?.status()).toBe(404);
		await expect(page.getByRole('heading', { name: 'Conta não encontrada' })).toBeVisible();
		expect(await page.content()).not.toContain(foreign.id);
	}
	const newInSecond = await page.goto(`${second.clientsPath}/new`);
	expect(newInSecond?.status()).toBe(403);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('signing out ends the session of this browser only', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Até Logo');
	const member = await reseller.addMember('owner');
	const elsewhere = await openBrowser();
	await enter(elsewhere, member, reseller.clientsPath);
	await enter(page, member, reseller.clientsPath);
	await openMenu(page, 'Conta de Pessoa owner');
	await page.getByRole('menuitem', { name: 'Sair' }).click();
	await expect(signInHeading(page)).toBeVisible();
	await page.goto(reseller.clientsPath);
	await expect(signInHeading(page)).toBeVisible();
	await elsewhere.reload();
	await expect(elsewhere.getByText('Nenhum cliente ainda')).toBeVisible();
});

test('forms of other sites are refused', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Outro Site');
	const member = await reseller.addMember('owner');
	await enter(page, member, reseller.clientsPath);
	for (const origin of ['https://evil.example', 'null']) {
		for (const path of ['/sign-in', '/sign-out', `${reseller.clientsPath}?/discard`]) {
			const answer = await page.request.post(path, {
				form: { email: member.email, password },
				headers: { origin },
				maxRedirects: 0
			});
			expect(answer.status(), `${path} from ${origin}`).toBe(403);
		}
	}
	await page.reload();
	await expect(page.getByText('Nenhum cliente ainda')).toBeVisible();
});
