import type { Locator, Page } from '@playwright/test';
import { expect } from './journey.ts';

/** The line of a member, a user or an invitation. */
export const rowOf = (page: Page, name: string): Locator =>
	page.getByRole('row').filter({ hasText: name });

export const openMenu = (page: Page, name: string | RegExp) =>
	openBy(page.getByRole('button', { name }), page.getByRole('menu'));

/** Opens what a button opens; a page that was just loaded hears nothing until it is alive. */
export async function openBy(button: Locator, opened: Locator): Promise<void> {
	await expect(async () => {
		if (!(await opened.isVisible())) await button.click();
		await expect(opened).toBeVisible({ timeout: 3_000 });
	}).toPass({ timeout: 20_000 });
}

/** What the menu at the end of a line offers. */
export async function doWith(page: Page, name: string, action: string): Promise<void> {
	await openMenu(page, `Ações de ${name}`);
	await page.getByRole('menuitem', { name: action }).click();
}

/** Says yes to the question that comes first. */
export const confirmIn = (page: Page, name: string) =>
	page.getByRole('alertdialog').getByRole('button', { name }).click();
