import type { Locator, Page } from '@playwright/test';
import { expect } from './journey.ts';

export interface ClientAnswers {
	name: string;
	document?: string;
	email?: string;
	phone?: string;
}

export interface PlanAnswers {
	name: string;
	price: string;
	category?: string;
	isPrivate?: boolean;
}

/** Which step of the wizard the page shows. */
export const step = (page: Page, name: 'Dados' | 'Plano' | 'Cobrança') =>
	page
		.getByRole('navigation', { name: 'Etapas do cadastro' })
		.getByRole('listitem')
		.filter({ has: page.locator('[aria-current=step]') })
		.filter({ hasText: name });

export const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
export const proceed = (page: Page) => page.getByRole('button', { name: 'Continuar' }).click();
export const confirmButton = (page: Page) =>
	page.getByRole('button', { name: 'Confirmar e emitir fatura' });

/** The text under a field that says what is wrong with it. */
export async function expectRefusal(control: Locator, text: string | RegExp): Promise<void> {
	await expect(control).toHaveAttribute('aria-invalid', 'true');
	await expect(control).toHaveAccessibleDescription(text);
}

export async function startClient(page: Page): Promise<void> {
	await page.getByRole('link', { name: 'Novo cliente' }).click();
	await expect(step(page, 'Dados')).toBeVisible();
}

export async function fillClient(page: Page, client: ClientAnswers): Promise<void> {
	await field(page, 'Razão social').fill(client.name);
	if (client.document) await field(page, 'CNPJ').fill(client.document);
	if (client.email) await field(page, 'E-mail').fill(client.email);
	if (client.phone) await field(page, 'Telefone').fill(client.phone);
}

export async function answerData(page: Page, client: ClientAnswers): Promise<void> {
	await fillClient(page, client);
	await proceed(page);
	await expect(step(page, 'Plano')).toBeVisible();
}

export async function fillNewPlan(page: Page, plan: PlanAnswers): Promise<void> {
	await page.getByRole('radio', { name: 'Criar um plano novo' }).check();
	await field(page, 'Nome do plano').fill(plan.name);
	await field(page, 'Preço por mês').fill(plan.price);
	if (plan.category) await page.getByRole('combobox', { name: 'Categoria' }).fill(plan.category);
	if (plan.isPrivate) await page.getByRole('switch', { name: 'Plano privado' }).check();
}

export async function answerPlan(page: Page, plan: PlanAnswers): Promise<void> {
	await fillNewPlan(page, plan);
	await proceed(page);
	await expect(step(page, 'Cobrança')).toBeVisible();
}

/** From the client list to the last step, with everything that the last step needs. */
export async function reachConfirm(
	page: Page,
	client: ClientAnswers,
	plan: PlanAnswers = { name: 'Fibra 600', price: '129,90' }
): Promise<void> {
	await startClient(page);
	await answerData(page, client);
	await answerPlan(page, plan);
}

/** The page of a client, once it is there. @returns the client's id */
export async function expectClientPage(page: Page, name: string): Promise<string> {
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await expect(page).toHaveURL(/\/clients\/[0-9a-f-]{36}$/);
	return page.url().slice(-36);
}
