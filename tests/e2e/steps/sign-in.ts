import type { Page } from '@playwright/test';
import type { Inbox } from '../../../supabase/local/mail/inbox.ts';

export const signInHeading = (page: Page) => page.getByRole('heading', { name: 'Entrar' });
export const codeHeading = (page: Page) =>
	page.getByRole('heading', { name: 'Confirme que é você' });
/** Where an account of a reseller begins. */
export const homeHeading = (page: Page) =>
	page.getByRole('heading', { level: 1, name: 'Visão geral' });
export const clientsHeading = (page: Page) =>
	page.getByRole('heading', { name: 'Clientes', exact: true });

export async function signIn(page: Page, email: string, password: string): Promise<void> {
	await page.getByRole('textbox', { name: 'E-mail ou CPF' }).fill(email);
	await page.getByRole('textbox', { name: 'Senha' }).fill(password);
	await page.getByRole('button', { name: 'Entrar' }).click();
}

/** The last of the six figures sends the form. */
export async function typeCode(page: Page, code: string): Promise<void> {
	await page.getByRole('textbox', { name: 'Código' }).pressSequentially(code);
}

/** The six figures of the newest mail that has some, and others than these. */
export async function codeFor(inbox: Inbox, email: string, notThis?: string): Promise<string> {
	const mail = await inbox.waitFor(email, ({ text }) => {
		const code = codeIn(text);
		return !!code && code !== notThis;
	});
	return codeIn(mail.text)!;
}

/** The link of an invitation may have six figures in a row as well. */
const codeIn = (text: string) =>
	text.includes('/invite/') ? undefined : /\b\d{6}\b/.exec(text)?.[0];
