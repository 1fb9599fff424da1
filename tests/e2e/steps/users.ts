import type { Locator, Page } from '@playwright/test';
import { expect } from './journey.ts';

/** The line of a member, a user or an invitation. */
export const rowOf = (page: Page, name: string): Locator =>
	page.getByRole('row').filter({ hasText: name });

/** Opens a menu; a page that was just loaded hears nothing until it is alive. */
export async function openMenu(page: Page, name: string | RegExp): Promise<void> {
	const menu = page.getByRole('menu');
	await expect(async () => {
		if (!(await menu.isVisible())) await page.getByRole('button', { name }).click();
		await expect(menu).toBeVisible({ timeout: 1_000 });
	}).toPass({ timeout: 15_000 });
}

/** What the menu at the end of a line offers. */
export async function doWith(page: Page, name: string, action: string): Promise<void> {
	await openMenu(page, `Ações de ${name}`);
	await page.getByRole('menuitem', { name: action }).click();
}

/** Says yes to the question that comes first. */
export const confirmIn = (page: Page, name: string) =>
	page.getByRole('alertdialog').getByRole('button', { name }).click();
