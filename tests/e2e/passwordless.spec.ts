import type { Page } from '@playwright/test';
import type { Inbox } from '../../supabase/local/mail/inbox.ts';
import { password } from '../support/world.ts';
import { makeCpf } from './steps/cpf.ts';
import { expect, test } from './steps/journey.ts';
import { makeReseller } from './steps/reseller.ts';
import { clientsHeading, homeHeading, signIn, signInHeading, typeCode } from './steps/sign-in.ts';
import { runSql } from './steps/sql.ts';

const askedHeading = (page: Page) => page.getByRole('heading', { name: 'Digite o código' });
const refused = (page: Page) => page.getByText('Código errado ou vencido.');

async function askForCode(page: Page, identifier: string): Promise<void> {
	await page.goto('/sign-in');
	await page.getByRole('textbox', { name: 'E-mail ou CPF' }).fill(identifier);
	await page.getByRole('link', { name: 'Entrar com código' }).click();
	await expect(page.getByRole('heading', { name: 'Entrar com código' })).toBeVisible();
	await expect(page.getByRole('textbox', { name: 'E-mail ou CPF' })).toHaveValue(identifier);
	await page.getByRole('button', { name: 'Enviar código' }).click();
	await expect(askedHeading(page)).toBeVisible();
	await expect(page.getByText(/Novo código disponível em (0:\d\d|1:00)/)).toBeVisible();
}

async function mailedCode(inbox: Inbox, email: string, notThis = '-'): Promise<string> {
	const mail = await inbox.waitFor(email, ({ text, html }) => {
		const code = /\b\d{8}\b/.exec(text || html)?.[0];
		return !!code && code !== notThis;
	});
	return /\b\d{8}\b/.exec(mail.text || mail.html)![0];
}

test('in by code, with the address or the CPF, and by CPF with the password', async ({
	page,
	openBrowser,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Sem Senha');
	const newcomer = await reseller.addMember('owner', true);
	await askForCode(page, newcomer.email.toLowerCase());
	const first = await mailedCode(inbox, newcomer.email);
	await typeCode(page, first);
	// The code came to the mailbox: it is the code of the first sign-in as well.
	await expect(homeHeading(page)).toBeVisible();

	await page.goto('/me');
	const cpf = makeCpf();
	await page.getByRole('textbox', { name: 'CPF' }).fill(cpf);
	await page.getByRole('button', { name: 'Salvar perfil' }).click();
	await expect(page.getByText('Perfil salvo.')).toBeVisible();

	await runSql(
		platform,
		`update auth.users set recovery_sent_at = now() - interval '2 minutes' where id = $1`,
		[newcomer.personId]
	);
	const byCpf = await openBrowser();
	await askForCode(byCpf, cpf);
	await typeCode(byCpf, await mailedCode(inbox, newcomer.email, first));
	await expect(homeHeading(byCpf)).toBeVisible();

	const byPassword = await openBrowser();
	await byPassword.goto(reseller.clientsPath);
	await signIn(byPassword, cpf, 'not it');
	await expect(byPassword.getByText('E-mail, CPF ou senha não conferem.')).toBeVisible();
	await signIn(byPassword, makeCpf(), password);
	await expect(byPassword.getByText('E-mail, CPF ou senha não conferem.')).toBeVisible();
	await signIn(byPassword, cpf, password);
	await expect(clientsHeading(byPassword)).toBeVisible();
});

test('five wrong codes lock; who is not known is told the same, word for word', async ({
	page,
	openBrowser,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Código Chutado');
	const member = await reseller.addMember('owner');
	const told: string[] = [];
	const identifiers = [member.email.toLowerCase(), 'ninguem@people.example', makeCpf()];
	for (const identifier of identifiers) {
		const isKnown = identifier === identifiers[0];
		const browser = isKnown ? page : await openBrowser();
		await askForCode(browser, identifier);
		const code = isKnown ? await mailedCode(inbox, member.email) : '12345678';
		const wrong = code === '00000000' ? '11111111' : '00000000';
		for (const tried of isKnown ? [wrong, wrong, wrong, wrong, wrong, code] : [wrong]) {
			const answered = browser.waitForResponse((response) => response.url().includes('?/verify'));
			await typeCode(browser, tried);
			await answered;
			await expect(refused(browser)).toBeVisible();
			await expect(browser.getByRole('textbox', { name: 'Código' })).toHaveValue('');
		}
		const words = await browser.getByRole('main').innerText();
		told.push(words.replaceAll(identifier, '…').replace(/\d:\d\d/, '0:00'));
		await browser.goto(reseller.clientsPath);
		await expect(signInHeading(browser)).toBeVisible();
	}
	expect(new Set(told).size, told.join('\n———\n')).toBe(1);
});
