import { randomUUID } from 'node:crypto';
import { onboard } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { tabTo } from './steps/keyboard.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooks } from './steps/look.ts';
import { makeUser } from './steps/people.ts';
import { photograph } from './steps/photograph.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

test('a pack is made and sold at once; another is bought in the portal, paid, and its sessions arrive', async ({
	page,
	openBrowser,
	platform
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Chat Extra');
	const owner = await reseller.addMember('owner');
	const { clientId, invoiceId } = await onboard(owner.db, 'Padaria Falante', {
		...{ name: 'Atendimento 1.000', monthly_price_cents: 19900, session_quota: 1000 }
	});
	const pay = (id: string) =>
		owner.db.rpc('record_payment', { request_id: randomUUID(), invoice_id: id }).throwOnError();
	await pay(invoiceId);
	const user = await makeUser(platform, reseller, clientId, { level: 5, name: 'Rita Moura' });
	const main = page.getByRole('main');
	const dialog = page.getByRole('dialog');

	await test.step('packs are made, by keyboard, and put into order', async () => {
		await enter(page, owner, `/r/${reseller.slug}/plans/session-packs`);
		await expect(main.getByText('Nenhum pacote ainda')).toBeVisible();
		await photograph(page, 'packs-none');
		await page.keyboard.press('n');
		await page.keyboard.type('Quinhentas');
		await tabTo(page, 'Sessões');
		await page.keyboard.type('500');
		await tabTo(page, 'Preço');
		await page.keyboard.type('0');
		await page.keyboard.press('Enter');
		await expect(dialog.getByText(/gratuito não pode ser oferecido no portal/)).toBeVisible();
		await photograph(page, 'packs-refused');
		await dialog.getByLabel('Preço').fill('99');
		await page.keyboard.press('Enter');
		await expect(dialog).toBeHidden();
		await owner.db
			.rpc('save_session_pack', {
				...{ id: randomUUID(), name: 'Cinco mil', sessions: 5000, price_cents: 79_000 }
			})
			.throwOnError();
		await page.reload();
		await main.getByRole('button', { name: 'Subir Cinco mil' }).click();
		await expect(main.getByRole('row').nth(1)).toContainText('Cinco mil');
		await expectGoodLooks(page, 'packs');
		await photograph(page, 'packs');
	});

	await test.step('the staff sell two at once', async () => {
		await page.goto(`/r/${reseller.slug}/clients/${clientId}/sessions/buy`);
		await main.getByRole('radio', { name: /^Quinhentas/ }).check();
		await main.getByLabel('Quantos pacotes').fill('2');
		await expect(main.getByText('+1.000 sessões extras')).toBeVisible();
		await expect(main.getByText('Chegam quando a fatura for paga.')).toBeVisible();
		await main.getByRole('radio', { name: /^Agora/ }).check();
		await expect(main.getByText('Chegam assim que você confirmar.')).toBeVisible();
		await expect(main.getByText('Fatura de R$ 198,00')).toBeVisible();
		await expectGoodLooks(page, 'selling packs');
		await photograph(page, 'packs-sell');
		await main.getByRole('button', { name: 'Emitir fatura e liberar agora' }).click();
		await page.waitForURL(/\/sessions$/);
		await expect(main.getByText('2.000', { exact: true }).first()).toBeVisible();
		await page.goto(`/r/${reseller.slug}/clients/${clientId}/sessions/buy`);
		await expect(main.getByText('Liberada')).toBeVisible();
		await photograph(page, 'packs-sold');
	});

	await test.step('the client buys in the portal, and the sessions arrive with the money', async () => {
		const phone = await openBrowser({ viewport: { width: 360, height: 740 }, hasTouch: true });
		await joinedLive(phone, () => enter(phone, user, `/c/${clientId}/sessions/buy`));
		const there = phone.getByRole('main');
		await expect(there.getByText('+500 sessões extras')).toBeVisible();
		await expect(there.getByText('Cinco mil')).toBeHidden();
		await expectGoodLooks(phone, 'buying packs');
		await photograph(phone, 'packs-buy');
		await phone.setViewportSize({ width: 360, height: 740 });
		await there.getByRole('button', { name: 'Comprar e pagar' }).click();
		await expect(there.getByText(/^000201/)).toBeVisible();
		await expect(there.getByText('Aguardando pagamento')).toBeVisible();
		await expectGoodLooks(phone, 'paying packs');
		await photograph(phone, 'packs-pay');
		const { data } = await owner.db
			.rpc('list_session_purchases', { client_id: clientId })
			.throwOnError();
		await pay(data[0].invoice_id);
		await expect(there.getByText('500 sessões extras chegaram'), 'by itself').toBeVisible();
		await expect(there.getByText('Restam 2.500 sessões ao todo.')).toBeVisible();
		await photograph(phone, 'packs-arrived');
	});
});
