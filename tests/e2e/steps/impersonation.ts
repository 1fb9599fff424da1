import type { Page } from '@playwright/test';
import { expect } from './journey.ts';

/** "Logar como" from the list of a client's users. @returns the tab in which the portal opened */
export async function enterAs(page: Page, subject: string, reason: string): Promise<Page> {
	await page.getByRole('link', { name: `Logar como ${subject}` }).click();
	const dialog = page.getByRole('dialog', { name: `Logar como ${subject}` });
	await dialog.getByRole('button', { name: reason }).click();
	await expect(dialog.getByRole('textbox', { name: 'Motivo' })).toHaveValue(reason);
	const opened = page.context().waitForEvent('page');
	await dialog.getByRole('button', { name: 'Abrir o portal' }).click();
	const portal = await opened;
	await expect(banner(portal)).toContainText(subject);
	await expect(dialog).toBeHidden();
	return portal;
}

export const banner = (page: Page) => page.getByRole('region', { name: 'Logar como' });
export const heading = (page: Page, name: string) => page.getByRole('heading', { name });
