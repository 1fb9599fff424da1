import { password } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { makeReseller } from './steps/reseller.ts';
import { clientsHeading, homeHeading, signIn, signInHeading, typeCode } from './steps/sign-in.ts';

const newPassword = 'uma frase bem mais comprida';

test('a forgotten password is replaced by an e-mailed code; the old one and other sessions end', async ({
	page,
	platform,
	inbox,
	openBrowser
}) => {
	const reseller = await makeReseller(platform, 'Memória Curta');
	const owner = await reseller.addMember('owner');

	const elsewhere = await openBrowser();
	await elsewhere.goto(reseller.clientsPath);
	await signIn(elsewhere, owner.email, password);
	await expect(clientsHeading(elsewhere)).toBeVisible();

	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Esqueci a senha' }).click();
	await expect(page.getByRole('heading', { name: 'Recuperar a senha' })).toBeVisible();
	await page.getByRole('textbox', { name: 'E-mail ou CPF' }).fill(owner.email);
	await page.getByRole('button', { name: 'Enviar código' }).click();
	await expect(page.getByRole('heading', { name: 'Digite o código' })).toBeVisible();
	const mail = await inbox.waitFor(owner.email);
	const code = /\b\d{8}\b/.exec(mail.text || mail.html)?.[0];
	await typeCode(page, code === '00000000' ? '11111111' : '00000000');
	await expect(page.getByText('Código errado ou vencido.')).toBeVisible();
	await expect(page.getByRole('textbox', { name: 'Código' })).toHaveValue('');
	await typeCode(page, code ?? '');
	await expect(page.getByRole('heading', { name: 'Criar nova senha' })).toBeVisible();
	await page.getByRole('textbox', { name: 'Nova senha' }).fill('curta');
	await page.getByRole('button', { name: 'Salvar nova senha' }).click();
	await expect(page.getByText('Use ao menos 8 caracteres.')).toBeVisible();
	await page.getByRole('textbox', { name: 'Nova senha' }).fill(newPassword);
	await page.getByRole('button', { name: 'Salvar nova senha' }).click();
	await expect(page.getByRole('heading', { name: 'Senha salva' })).toBeVisible();
	await page.getByRole('link', { name: 'Continuar' }).click();
	await expect(homeHeading(page)).toBeVisible();

	await elsewhere.reload();
	await expect(signInHeading(elsewhere)).toBeVisible();
	await signIn(elsewhere, owner.email, password);
	await expect(elsewhere.getByText('E-mail, CPF ou senha não conferem.')).toBeVisible();
	await signIn(elsewhere, owner.email, newPassword);
	await expect(clientsHeading(elsewhere)).toBeVisible();
});

test('an unknown address is answered like a known one, also when asked twice', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Nada a Dizer');
	const owner = await reseller.addMember('owner');
	for (const email of ['ninguem@people.example', owner.email, owner.email]) {
		await page.goto('/sign-in/forgot');
		await page.getByRole('textbox', { name: 'E-mail ou CPF' }).fill(email);
		await page.getByRole('button', { name: 'Enviar código' }).click();
		await expect(page.getByRole('heading', { name: 'Digite o código' })).toBeVisible();
		await expect(page.getByText(`Se ${email.toLowerCase()} tiver uma conta`)).toBeVisible();
	}
});
