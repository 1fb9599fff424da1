import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import type { Member, Platform } from '../../support/world.ts';
import { expect } from './journey.ts';
import { runSql } from './sql.ts';
import { openMenu } from './users.ts';

export const heading = (page: Page) => page.getByRole('heading', { level: 1 });
export const tab = (page: Page, name: string) =>
	page.getByRole('navigation', { name: 'Páginas do cliente' }).getByRole('link', { name });
/** A status at the head of the page. */
export const badge = (page: Page, status: string) =>
	page.getByRole('button', { name: `${status} por quê?` });
export const history = (page: Page) =>
	page.getByRole('list', { name: 'Entradas do histórico' }).getByRole('listitem');
/** Where a name has to be typed before something that cannot be undone. */
export const typedName = (page: Page) => page.getByRole('alertdialog').getByRole('textbox');

/** Opens the reason of a status. */
export async function why(page: Page, status: string): Promise<Locator> {
	const reason = page.getByRole('dialog', { name: `${status}: por quê?` });
	await expect(async () => {
		if (!(await reason.isVisible())) await badge(page, status).click();
		await expect(reason).toBeVisible({ timeout: 3_000 });
	}).toPass({ timeout: 20_000 });
	return reason;
}

/** What the menu at the head of the page offers. */
export async function doWithClient(page: Page, deed: string): Promise<void> {
	await openMenu(page, /^Ações$/);
	await page.getByRole('menuitem', { name: deed }).click();
}

/** A client without plan and invoice. @returns its id */
export async function addClient(
	{ db }: Member,
	name: string,
	fields: object = {}
): Promise<string> {
	const id = randomUUID();
	await db.rpc('create_client', { id, fields: { name, ...fields } }).throwOnError();
	return id;
}

/** As if it had been due that many days ago. */
export async function makeOverdue(
	platform: Platform,
	invoiceId: string,
	days: number
): Promise<void> {
	await runSql(
		platform,
		`update public.invoices set due_on = app.today(reseller_id) - $2::int, issued_on = app.today(reseller_id) - $2::int
		where id = $1`,
		[invoiceId, days]
	);
}
