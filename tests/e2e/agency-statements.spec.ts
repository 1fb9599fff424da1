import { randomUUID } from 'node:crypto';
import { adminOf, type Member, type Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { photograph } from './steps/photograph.ts';
import { openMenu } from './steps/users.ts';

async function makeInvoice(
	owner: Member,
	name: string,
	cents: number,
	dueOn = '2026-11-10'
): Promise<string> {
	const id = randomUUID();
	await owner.db.rpc('create_client', { id, fields: { name, payer: 'agency' } }).throwOnError();
	const { data } = await owner.db
		.rpc('issue_one_off_invoice', {
			request_id: randomUUID(),
			client_id: id,
			lines: [{ description: 'Plano Ouro', quantity: 1, unit_cents: cents }],
			due_on: dueOn
		})
		.throwOnError();
	return data.invoice_id;
}

const clock = (platform: Platform, id: string) => (on: string) =>
	adminOf(platform).from('resellers').update({ test_clock_on: on }).eq('id', id).throwOnError();

test('a month of the agency: preview, close, pay, download, correct', async ({
	page,
	platform
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Rio Parceiros');
	const owner = await reseller.addMember('owner');
	const setToday = clock(platform, reseller.id);
	const path = `/r/${reseller.slug}/billing/agency`;
	await enter(page, owner, path);
	await expect(page.getByRole('heading', { name: 'Nenhuma fatura para a agência' })).toBeVisible();

	await setToday('2026-10-10');
	await makeInvoice(owner, 'Alfa Marketing', 500_00);
	const canceled = await makeInvoice(owner, 'Beta Comércio', 300_00);
	await setToday('2026-11-02');
	await page.reload();

	await test.step('looked at, then closed', async () => {
		await expect(page.getByText('A fechar: outubro de 2026')).toBeVisible();
		await page.getByRole('link', { name: 'Ver: outubro de 2026' }).click();
		await expect(page.getByRole('heading', { name: 'Prévia de outubro de 2026' })).toBeVisible();
		await expect(page.getByRole('table', { name: 'Por cliente' })).toContainText('Alfa Marketing');
		await photograph(page, 'agency-preview');
		await page.getByRole('button', { name: 'Fechar outubro de 2026' }).click();
		await expect(
			page.getByRole('heading', { name: 'Fechamento nº 1, outubro de 2026' })
		).toBeVisible();
	});

	await test.step('it downloads as a sheet', async () => {
		await page.getByRole('button', { name: 'Mais ações' }).click();
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('menuitem', { name: 'Baixar .csv' }).click()
		]);
		expect(download.suggestedFilename()).toBe('fechamento-agencia-2026-10.csv');
		const chunks: Buffer[] = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
		const text = Buffer.concat(chunks).toString();
		expect(text).toContain(
			'Alfa Marketing;;Fatura;1;Plano Ouro;2026-10-10;2026-11-10;500,00;0,00;500,00'
		);
	});

	await test.step('paid, and every invoice with it', async () => {
		await owner.db.rpc('void_invoice', { invoice_id: canceled, reason: 'engano' }).throwOnError();
		await page.getByRole('button', { name: 'Registrar pagamento' }).click();
		const dialog = page.getByRole('dialog', { name: 'Registrar pagamento do fechamento' });
		await photograph(page, 'agency-pay');
		await expectGoodLooks(page, 'paying a statement');
		await page.setViewportSize({ width: 1280, height: 800 });
		await dialog.getByRole('button', { name: 'Registrar', exact: true }).click();
		await expect(dialog).toBeHidden();
		await expect(page.getByText('Pago', { exact: true })).toBeVisible();
		await expect(page.getByText('pago em 02/11/2026')).toBeVisible();
		await expect(page.getByText('Cancelada', { exact: true })).toBeVisible();
		await photograph(page, 'agency-paid');
	});

	await test.step('what was canceled comes back on the next one', async () => {
		await setToday('2026-11-20');
		await makeInvoice(owner, 'Gama Studio', 900_00, '2026-12-10');
		await setToday('2026-12-01');
		await page.goto(`${path}/preview?month=2026-11`);
		await page.getByRole('button', { name: 'Fechar novembro de 2026' }).click();
		await expect(
			page.getByRole('heading', { name: 'Fechamento nº 2, novembro de 2026' })
		).toBeVisible();
		await expect(page.getByText('Correção', { exact: true })).toBeVisible();
		await expect(page.getByRole('term').filter({ hasText: 'Total' }).locator('..')).toContainText(
			'R$ 600,00'
		);
		await photograph(page, 'agency-correction');
	});

	await test.step('its payment can be taken back', async () => {
		await page.getByRole('button', { name: 'Registrar pagamento' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Registrar', exact: true }).click();
		await expect(page.getByText('Pago', { exact: true })).toBeVisible();
		await openMenu(page, 'Mais ações');
		await page.getByRole('menuitem', { name: 'Desfazer pagamento' }).click();
		await page.getByRole('alertdialog').getByRole('button', { name: 'Desfazer pagamento' }).click();
		await expect(page.getByText('Em aberto', { exact: true })).toBeVisible();
	});

	await expectGoodLooksAt(page, [path, page.url(), `${path}/preview`]);
});
