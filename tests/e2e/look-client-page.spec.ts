import { randomUUID } from 'node:crypto';
import { addClient, doWithClient, makeOverdue, why } from './steps/client-page.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { makeClient } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

test('the looks of the client page: every tab, full and empty, and what it asks', async ({
	page,
	platform
}) => {
	test.setTimeout(300_000);
	const reseller = await makeReseller(platform, 'Rio Norte');
	const owner = await reseller.addMember('owner');
	const { clientId, invoiceId } = await makeClient(
		owner,
		'Restaurante Dona Flor do Caminho Velho da Serra Ltda.'
	);
	const empty = await addClient(owner, 'Casa Sete');
	await owner.db
		.rpc('save_client', {
			id: clientId,
			fields: { discount_cents: 1000, surcharge_cents: 99, notes: 'x'.repeat(300) },
			base: { notes: 'Restaurante Dona Flor do Caminho Velho da Serra Ltda.' }
		})
		.throwOnError();
	await owner.db
		.rpc('add_subscription', {
			request_id: randomUUID(),
			client_id: clientId,
			plan: { name: 'Telefone', monthly_price_cents: 4990 },
			terms: { interval_months: 12, activation: 'now' }
		})
		.throwOnError();
	await makeOverdue(platform, invoiceId, 9);
	const [full, bare] = [clientId, empty].map((id) => `${reseller.clientsPath}/${id}`);

	await enter(page, owner, full!);
	await test.step('its questions', async () => {
		await why(page, 'Inadimplente');
		await expectGoodLooks(page, 'why');
		await page.keyboard.press('Escape');
		await doWithClient(page, 'Suspender');
		await expect(page.getByRole('dialog', { name: /^Suspender / })).toBeVisible();
		await expectGoodLooks(page, 'suspend');
		await page.keyboard.press('Escape');
		await doWithClient(page, 'Anonimizar');
		await expect(page.getByRole('alertdialog')).toBeVisible();
		await expectGoodLooks(page, 'anonymise');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Editar observações' }).click();
		await expectGoodLooks(page, 'notes');
		await page.goto(`${full}/invoices/new`);
		await page.getByRole('button', { name: 'Adicionar item' }).click();
		await page.getByRole('button', { name: 'Emitir fatura' }).click();
		await expect(page.getByText('Descreva o item em uma linha').first()).toBeVisible();
		await expectGoodLooks(page, 'a refused invoice');
	});

	await expectGoodLooksAt(page, [
		full!,
		`${full}/subscriptions`,
		`${full}/invoices`,
		`${full}/history`,
		`${full}/details`,
		`${full}/subscriptions/new`,
		`${full}/invoices/new`,
		bare!,
		`${bare}/subscriptions`,
		`${bare}/invoices`
	]);
	for (const [kind, deed] of [
		['suspend', 'suspended'],
		['archive', 'archived']
	] as const) {
		await owner.db
			.rpc('start_client_batch', { id: randomUUID(), kind, ids: [clientId], note: 'y'.repeat(500) })
			.throwOnError();
		await page.goto(full!);
		await expectGoodLooks(page, deed);
	}
});
