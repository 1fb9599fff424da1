import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { markPaid, paymentDialog, recordButton } from './steps/billing.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { makeClient, makeUser } from './steps/people.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';
import { openMenu } from './steps/users.ts';
import type { Member, Platform } from '../support/world.ts';

/** R$ 100,00 due on Thursday, 10 December 2026; a week later it asks for R$ 102,23. */
async function lateInvoice(platform: Platform, reseller: Reseller, owner: Member, name: string) {
	const setToday = (date: string) =>
		runSql(platform, 'update public.resellers set test_clock_on = $2 where id = $1', [
			reseller.id,
			date
		]);
	await setToday('2026-12-01');
	const { clientId } = await makeClient(owner, name);
	const { data } = await owner.db
		.rpc('issue_one_off_invoice', {
			request_id: randomUUID(),
			client_id: clientId,
			lines: [{ description: 'Setup', quantity: 1, unit_cents: 10000 }],
			due_on: '2026-12-10'
		})
		.throwOnError();
	await setToday('2026-12-17');
	const { data: invoice } = await owner.db
		.rpc('show_invoice', { invoice_id: data.invoice_id })
		.throwOnError();
	const path = `${reseller.clientsPath}/${clientId}/invoices/${data.invoice_id}`;
	return { clientId, invoiceId: data.invoice_id as string, token: invoice.pay_token, path };
}

const choose = async (page: Page, entry: string) => {
	await openMenu(page, /Ações da fatura/);
	await page.getByRole('menuitem', { name: entry }).click();
};
/** By its words: the dialog before may still be fading. */
const asking = (page: Page, words: string) => page.getByRole('dialog').filter({ hasText: words });
const sent = (page: Page, name: string) =>
	page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

test('a late invoice: what it asks for, a part, too much, the way back, and every figure explained', async ({
	page,
	platform
}) => {
	test.setTimeout(180_000);
	const reseller = await makeReseller(platform, 'Norte Late');
	const owner = await reseller.addMember('owner');
	const { path } = await lateInvoice(platform, reseller, owner, 'Bistro Seven');
	await joinedLive(page, () => enter(page, owner, path));
	const main = page.getByRole('main');
	await expect(main.getByText('Vencida')).toBeVisible();
	const charges = page.getByRole('region', { name: 'Multa e juros' });
	await expect(charges).toContainText('Multa de 2%');
	await expect(charges).toContainText('7 dias de atraso');
	await expect(charges).toContainText('102,23');
	await charges.getByLabel('Quanto fica em outra data').fill('2026-12-27');
	// Ten days more: 100 × (0.02 + 0.01 × 17 ÷ 30) = 2.5667 → 2.57
	await expect(charges).toContainText('102,57');

	await test.step('a part of it, on an earlier day', async () => {
		await markPaid(page).click();
		const dialog = paymentDialog(page);
		await expect(dialog.getByLabel('Valor recebido')).toHaveValue('102,23');
		await dialog.getByLabel('Recebido em').fill('2026-12-10');
		await expect(dialog.getByLabel('Valor recebido')).toHaveValue('100,00');
		await dialog.getByLabel('Recebido em').fill('2026-12-17');
		await expect(dialog.getByLabel('Valor recebido')).toHaveValue('102,23');
		await dialog.getByLabel('Valor recebido').fill('50');
		await expect(dialog).toContainText('ficam R$ 52,23 em aberto');
		await recordButton(page).click();
		await expect(page.getByText('R$ 47,77 da fatura · R$ 2,23 de multa e juros')).toBeVisible();
	});

	await test.step('the rest, and more', async () => {
		await markPaid(page).click();
		const dialog = paymentDialog(page);
		await expect(dialog.getByLabel('Valor recebido')).toHaveValue('52,23');
		await dialog.getByLabel('Valor recebido').fill('60');
		await recordButton(page).click();
		await expect(dialog.getByText(/passa do que está em aberto: R\$\s52,23/)).toBeVisible();
		await dialog.getByText('Guardar R$ 7,77 como crédito do cliente').click();
		await recordButton(page).click();
		await expect(main.getByText('Paga', { exact: true })).toBeVisible();
		await expect(page.getByText('R$ 7,77 viraram crédito')).toBeVisible();
	});

	await test.step('undone: the money effect is said first', async () => {
		await page.getByRole('button', { name: /Ações do pagamento de R\$\s60,00/ }).click();
		await page.getByRole('menuitem', { name: 'Desfazer pagamento' }).click();
		await expect(asking(page, 'Saem R$ 7,77 do crédito do cliente.')).toBeVisible();
		await expectGoodLooks(page, 'undo a payment');
		await page.setViewportSize({ width: 1280, height: 900 });
		await sent(page, 'Desfazer pagamento');
		await expect(main.getByText('Vencida')).toBeVisible();
		await expect(page.getByText('Desfeito').first()).toBeVisible();
	});

	const ledger = page.getByRole('region', { name: 'De onde vem cada valor' });
	await expect(ledger.getByRole('row').last()).toContainText('52,23');
	await expect(ledger).toContainText('Multa e juros até o pagamento');

	await test.step('another due date, a mail again, a new link, and the end of it', async () => {
		await choose(page, 'Enviar e-mail de novo');
		await page.getByRole('dialog').getByLabel('Qual e-mail').selectOption('overdue');
		await sent(page, 'Enviar');
		const mails = page.getByRole('region', { name: 'E-mails' });
		await expect(mails).toContainText('Aviso de atraso');
		await expect(mails).toContainText('reenviado por');
		// The receipt of what was undone may have left before; how fast the outbox is must not matter.
		for (const kind of ['Fatura', 'Aviso de atraso']) {
			const mail = mails
				.getByRole('listitem')
				.filter({ has: page.getByText(kind, { exact: true }) });
			await expect(mail.getByText('Enviado', { exact: true })).toBeVisible({ timeout: 40_000 });
		}

		await choose(page, 'Mudar vencimento ou forma');
		await page.getByRole('dialog').getByLabel('Vencimento').fill('2026-12-28');
		await page.getByRole('dialog').getByLabel('Forma de pagamento').selectOption('any');
		await sent(page, 'Salvar mudança');
		await expect(main.getByText('Paga em parte')).toBeVisible();

		await page.getByRole('button', { name: 'Trocar link' }).click();
		await sent(page, 'Trocar link');
		await expect(page.getByText('Trocado em')).toBeVisible();

		await choose(page, 'Cancelar fatura');
		await expect(asking(page, 'viram crédito do cliente')).toBeVisible();
		await page.getByLabel('Motivo').fill('Duplicada');
		await sent(page, 'Cancelar fatura');
		await expect(page.getByText(/Cancelada em/)).toBeVisible();
		await expect(page.getByText('Duplicada')).toBeVisible();
	});
});

test('the public link: pay by Pix, see it paid, decline reminders, and a link that leads nowhere', async ({
	openBrowser,
	platform,
	troubles
}) => {
	troubles.expect(/answer 404: GET \S+\/pay\//);
	const reseller = await makeReseller(platform, 'Norte Link');
	const owner = await reseller.addMember('owner');
	const { invoiceId, token } = await lateInvoice(platform, reseller, owner, 'Bistro Eight');
	const page = await openBrowser({ viewport: { width: 360, height: 740 } });
	await page.goto(`/pay/${token}`);
	await expect(page.getByRole('heading', { level: 1, name: /Fatura/ })).toBeVisible();
	await expect(page.getByText(/^000201/)).toContainText('5406102.23');
	await expect(page.getByRole('main')).toContainText('Bistro Eight');
	await expect(page.getByText('Multa de 2%', { exact: true })).toBeVisible();

	const pdf = await page.request.get(`/pay/${token}/pdf`);
	expect(pdf.headers()).toMatchObject({
		'content-type': 'application/pdf',
		'cache-control': 'private, no-store',
		'referrer-policy': 'same-origin'
	});
	expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');

	await owner.db
		.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId })
		.throwOnError();
	await expect(page.getByText('Fatura paga'), 'by itself').toBeVisible({ timeout: 25_000 });
	await expect(page.getByText(/^000201/)).toBeHidden();

	await page.goto(`/pay/${token}/reminders`);
	await page.getByRole('button', { name: 'Não quero lembretes' }).click();
	await expect(page.getByText(/não envia lembretes a Bistro Eight/)).toBeVisible();
	await page.getByRole('button', { name: 'Quero lembretes de novo' }).click();
	await expect(page.getByText(/Norte Link envia lembretes/)).toBeVisible();

	await page.goto(`/pay/${token.slice(0, -1)}_`);
	await expect(page.getByText('Este link não leva a nenhuma fatura')).toBeVisible();
	for (const path of ['pdf', 'status'])
		expect((await page.request.get(`/pay/${'x'.repeat(43)}/${path}`)).status()).toBe(404);
});

test('all invoices: found by number, client, month and status, and taken along as a sheet', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Norte List');
	const owner = await reseller.addMember('finance');
	const { clientId } = await lateInvoice(platform, reseller, owner, 'Bistro Nine');
	await lateInvoice(platform, reseller, owner, 'Garage Ten');
	await joinedLive(page, () => enter(page, owner, `/r/${reseller.slug}/billing/invoices`));
	const table = page.getByRole('table', { name: 'Faturas' });
	// Each client has the first invoice of its plan as well.
	await expect(table.getByRole('row')).toHaveCount(5);
	await page.getByRole('link', { name: 'Paga', exact: true }).click();
	await expect(page.getByText('Nenhuma fatura com este filtro')).toBeVisible();
	await page.getByRole('link', { name: 'Vencida', exact: true }).click();
	await expect(page).toHaveURL(/status=overdue/);
	await expect(table.getByRole('row')).toHaveCount(5);
	await page.getByLabel('Número ou cliente').fill('nine');
	await page.keyboard.press('Enter');
	await expect(table.getByRole('row')).toHaveCount(3);
	await expect(table).toContainText('Bistro Nine');
	await expect(page.getByRole('status').filter({ hasText: '2 faturas' })).toBeVisible();
	await page.getByLabel('Mês do vencimento').fill('2027-03');
	await page.getByRole('button', { name: 'Filtrar' }).click();
	await expect(page.getByText('Nenhuma fatura com este filtro')).toBeVisible();
	await page.getByRole('link', { name: 'Limpar' }).click();
	await expect(table.getByRole('row')).toHaveCount(5);

	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Baixar planilha' }).click();
	expect((await download).suggestedFilename()).toBe(`faturas-${reseller.slug}-2026-12-17.xlsx`);

	await page.goto(`${reseller.clientsPath}/${clientId}/invoices`);
	await page.getByRole('button', { name: 'Dar ou devolver crédito' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Valor').fill('25');
	await expect(dialog).toContainText('Crédito depois: R$ 25,00');
	await sent(page, 'Registrar');
	await expect(page.getByRole('region', { name: 'Crédito' })).toContainText('R$ 25,00');
});

test('the looks of invoices: page, public page, list, portal', async ({
	page,
	platform,
	troubles
}) => {
	test.setTimeout(300_000);
	troubles.expect(/answer 404: GET \S+\/pay\//);
	const reseller = await makeReseller(platform, 'Norte Looks');
	const owner = await reseller.addMember('owner');
	const late = await lateInvoice(platform, reseller, owner, 'Bistro Twelve');
	const paid = await lateInvoice(platform, reseller, owner, 'Bistro Thirteen');
	await owner.db
		.rpc('record_payment', {
			...{ request_id: randomUUID(), invoice_id: paid.invoiceId },
			...{ amount_cents: 20000, keeps_excess: true }
		})
		.throwOnError();
	await enter(page, owner, late.path);
	await markPaid(page).click();
	await expect(paymentDialog(page)).toContainText('Multa de 2%');
	await expectGoodLooks(page, 'record a payment');
	await page.keyboard.press('Escape');
	await expectGoodLooksAt(page, [
		late.path,
		paid.path,
		`/r/${reseller.slug}/billing/invoices`,
		`${reseller.clientsPath}/${paid.clientId}/invoices`,
		`/pay/${late.token}`,
		`/pay/${paid.token}`,
		`/pay/${late.token}/reminders`
	]);
	const user = await makeUser(platform, reseller, late.clientId);
	await page.context().clearCookies();
	await enter(page, user, `/c/${late.clientId}`);
	await expectGoodLooksAt(page, [`/c/${late.clientId}/invoices/${late.invoiceId}`]);
});
