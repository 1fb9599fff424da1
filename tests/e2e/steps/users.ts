import type { Locator, Page } from '@playwright/test';

/** The line of a member, a user or an invitation. */
export const rowOf = (page: Page, name: string): Locator =>
	page.getByRole('row').filter({ hasText: name });

/** What the menu at the end of a line offers. */
export async function doWith(page: Page, name: string, action: string): Promise<void> {
	await page.getByRole('button', { name: `Ações de ${name}` }).click();
	await page.getByRole('menuitem', { name: action }).click();
}

/** Says yes to the question that comes first. */
export const confirmIn = (page: Page, name: string) =>
	page.getByRole('alertdialog').getByRole('button', { name }).click();
