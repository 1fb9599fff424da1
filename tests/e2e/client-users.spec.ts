import { adminOf, password } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { field } from './steps/onboarding.ts';
import { invitationLink, makeClient, makeUser } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { signIn } from './steps/sign-in.ts';
import { confirmIn, doWith, rowOf } from './steps/users.ts';

test('users of a client: added with all rights, changed, invited again, deactivated', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Usuários Certos');
	const support = await reseller.addMember('support');
	const { clientId } = await makeClient(await reseller.addMember('owner'), 'Padaria Aurora');
	const users = `${reseller.clientsPath}/${clientId}/users`;
	const email = `caio.${crypto.randomUUID().slice(0, 8)}@people.example`;
	await enter(page, support, `${reseller.clientsPath}/${clientId}`);
	await page
		.getByRole('navigation', { name: 'Páginas do cliente' })
		.getByRole('link', { name: 'Usuários' })
		.click();
	await expect(page.getByRole('heading', { name: 'Nenhum usuário ainda' })).toBeVisible();

	await test.step('added: level 6 and "sees phones" unless told otherwise', async () => {
		await page.getByRole('link', { name: 'Adicionar usuário' }).click();
		await expect(page.getByRole('radio', { name: /^Nível 6/ })).toBeChecked();
		await expect(page.getByRole('switch', { name: 'Vê telefones' })).toBeChecked();
		await page.getByRole('button', { name: 'Adicionar usuário' }).click();
		await expect(page.getByText('Informe um nome de até 120 caracteres.')).toBeVisible();
		await field(page, 'Nome').fill('Caio Prado');
		await field(page, 'E-mail').fill(email);
		await page.getByRole('button', { name: 'Adicionar usuário' }).click();
		await expect(rowOf(page, 'Caio Prado')).toContainText('Convidado');
		await expect(rowOf(page, 'Caio Prado')).toContainText('Nível 6');
	});

	await test.step('an invitation can be changed, sent again after a while, and is not made twice', async () => {
		await doWith(page, 'Caio Prado', 'Editar');
		await page.getByRole('radio', { name: /^Nível 3/ }).check();
		await page.getByRole('switch', { name: 'Vê telefones' }).uncheck();
		await page.getByRole('button', { name: 'Salvar' }).click();
		await expect(page.getByText('Alterações salvas.')).toBeVisible();
		await page.goto(users);
		await expect(rowOf(page, 'Caio Prado')).toContainText('Nível 3');
		await expect(rowOf(page, 'Caio Prado')).toContainText('Não vê');
		await page.goto(`${users}/new`);
		await field(page, 'Nome').fill('Caio de novo');
		await field(page, 'E-mail').fill(email.toUpperCase());
		await page.getByRole('button', { name: 'Adicionar usuário' }).click();
		await expect(page.getByText('Já há um convite aberto para este e-mail.')).toBeVisible();
	});

	await test.step('a user that is deactivated is out at once', async () => {
		const user = await makeUser(platform, reseller, clientId, { name: 'Dora Reis' });
		const theirs = await openBrowser();
		await joinedLive(theirs, () => enter(theirs, user, `/c/${clientId}/invoices`));
		await page.goto(users);
		await expect(rowOf(page, 'Dora Reis')).toContainText('Ativo');
		await doWith(page, 'Dora Reis', 'Desativar');
		await confirmIn(page, 'Desativar');
		await expect(rowOf(page, 'Dora Reis')).toContainText('Desativado');
		await expect(theirs.getByRole('heading', { name: 'Conta não encontrada' })).toBeVisible();
		const answer = await theirs.request.get(`/c/${clientId}/invoices`);
		expect(answer.status()).toBe(404);
	});
});

test('one address, users of three clients at two resellers: one person, and nobody learns of the others', async ({
	page,
	openBrowser,
	platform,
	inbox
}) => {
	const here = await makeReseller(platform, 'Revenda Daqui');
	const there = await makeReseller(platform, 'Revenda De Lá');
	const [ownerHere, ownerThere] = [await here.addMember('owner'), await there.addMember('owner')];
	const bakery = await makeClient(ownerHere, 'Confeitaria Lua');
	const gym = await makeClient(ownerHere, 'Academia Sol');
	const shop = await makeClient(ownerThere, 'Sapataria Estrela');
	const person = await makeUser(platform, here, bakery.clientId, { name: 'Edu Lins' });

	await test.step('both resellers invite; the answer is that of an unknown address', async () => {
		for (const [reseller, owner, { clientId }] of [
			[here, ownerHere, gym],
			[there, ownerThere, shop]
		] as const) {
			const staff = await openBrowser();
			await enter(staff, owner, `${reseller.clientsPath}/${clientId}/users/new`);
			await field(staff, 'Nome').fill('Eduardo');
			await field(staff, 'E-mail').fill(person.email);
			await staff.getByRole('button', { name: 'Adicionar usuário' }).click();
			await expect(rowOf(staff, 'Eduardo')).toContainText('Convidado');
			await expect(rowOf(staff, 'Eduardo')).toContainText(person.email.toLowerCase());
		}
	});

	await test.step('accepted with the password there is already', async () => {
		const one = await invitationLink(inbox, person.email);
		const other = await invitationLink(inbox, person.email, one);
		await page.goto(one);
		await page.getByRole('link', { name: 'Entrar para aceitar' }).click();
		await expect(page.getByRole('textbox', { name: 'E-mail ou CPF' })).toHaveValue(
			person.email.toLowerCase()
		);
		await signIn(page, person.email, password);
		await page.getByRole('button', { name: 'Aceitar convite' }).click();
		await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
		await page.goto(other);
		await page.getByRole('button', { name: 'Aceitar convite' }).click();
		await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
	});

	await test.step('one person with three accounts; each page shows its own only', async () => {
		const { count } = await adminOf(platform)
			.from('people')
			.select('*', { count: 'exact', head: true })
			.eq('email', person.email.toLowerCase())
			.throwOnError();
		expect(count).toBe(1);
		await page.goto('/accounts');
		await expect(page.getByRole('main').getByRole('link')).toHaveCount(3);
		await page.goto(`/c/${bakery.clientId}`);
		await expect(page.getByRole('main')).toContainText('Confeitaria Lua');
		await expect(page.getByRole('main')).not.toContainText(/Academia Sol|Sapataria Estrela/);
	});

	await test.step('no reseller learns of the other, nor of the name there', async () => {
		const staff = await openBrowser();
		await enter(staff, ownerThere, `${there.clientsPath}/${shop.clientId}/users`);
		await expect(rowOf(staff, 'Eduardo')).toContainText('Ativo');
		const html = await staff.content();
		for (const secret of ['Confeitaria', 'Academia', 'Revenda Daqui', 'Edu Lins', here.id])
			expect(html).not.toContain(secret);
	});
});
