import type { Page } from '@playwright/test';

export const invoices = (page: Page) => page.getByRole('table', { name: 'Faturas' });
export const markPaid = (page: Page) => page.getByRole('button', { name: 'Marcar como paga' });
export const paymentDialog = (page: Page) =>
	page.getByRole('dialog', { name: /Marcar a fatura \d+ como paga/ });
export const recordButton = (page: Page) =>
	paymentDialog(page).getByRole('button', { name: 'Registrar pagamento' });

export async function payInFull(page: Page): Promise<void> {
	await markPaid(page).click();
	await recordButton(page).click();
}
