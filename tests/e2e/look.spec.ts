import { password } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks, looks } from './steps/look.ts';
import { makeClients, makeReseller } from './steps/reseller.ts';
import { codeFor, signIn, typeCode } from './steps/sign-in.ts';

/** English words are longer or shorter, the rest is the same: one look of each size will do. */
const someLooks = [looks[0]!, looks[3]!];

test('before the console: sign-in, code, accounts and the way back to a password', async ({
	page,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Boa Aparência');
	const other = await makeReseller(platform, 'Outra Aparência');
	const newcomer = await reseller.addMember('owner', true);
	const { adminOf } = await import('../support/world.ts');
	await adminOf(platform)
		.from('memberships')
		.insert({ person_id: newcomer.personId, reseller_id: other.id, role: 'viewer' })
		.throwOnError();

	await page.goto('/sign-in');
	await page.getByRole('button', { name: 'Mudar o idioma para English' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
	await expectGoodLooks(page, 'sign-in in English', someLooks);
	await page.getByRole('button', { name: 'Português' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
	await expectGoodLooks(page, 'sign-in');
	await page.getByRole('button', { name: 'Entrar' }).click();
	await expect(page.getByText('Informe a senha.')).toBeVisible();
	await expectGoodLooks(page, 'sign-in refused', someLooks);
	await page.getByRole('link', { name: 'Esqueci a senha' }).click();
	await expect(page.getByRole('heading', { name: 'Recuperar a senha' })).toBeVisible();
	await expectGoodLooks(page, 'forgotten password', someLooks);

	await page.goto('/sign-in');
	await signIn(page, newcomer.email, password);
	await expect(page.getByRole('heading', { name: 'Confirme que é você' })).toBeVisible();
	await expectGoodLooks(page, 'code');
	await typeCode(page, await codeFor(inbox, newcomer.email));
	await expect(page.getByRole('heading', { name: 'Escolha a conta' })).toBeVisible();
	await expectGoodLooks(page, 'accounts');
});
