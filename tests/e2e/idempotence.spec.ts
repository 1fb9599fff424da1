import { loseNextAnswer, nextSubmission, sendAgain } from './steps/again.ts';
import { invoices, markPaid, payInFull, paymentDialog, recordButton } from './steps/billing.ts';
import { expect, test } from './steps/journey.ts';
import { confirmButton, expectClientPage, reachConfirm } from './steps/onboarding.ts';
import { countRecords, expectGapless } from './steps/records.ts';
import { makeClients, makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const client = { name: 'Auto Elétrica Lima', email: 'lima@clientes.example' };
const connectionLost = 'Não conseguimos enviar. O que você digitou continua aqui; tente de novo.';

test('a double click and repeated requests create one client and bill it once', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Duas Vezes');
	const member = await reseller.addMember('finance');
	await enter(page, member, reseller.clientsPath);
	await reachConfirm(page, client);

	const sent = nextSubmission(page, 'confirm');
	await confirmButton(page).dblclick();
	const clientId = await expectClientPage(page, client.name);
	const confirmation = await sent;
	const answers = await Promise.all([1, 2, 3].map(() => sendAgain(page, confirmation)));
	for (const answer of answers) expect(await answer.text()).toContain(clientId);

	const paid = nextSubmission(page, 'pay');
	await markPaid(page).click();
	await recordButton(page).dblclick();
	await expect(invoices(page)).toContainText('Paga');
	const payment = await paid;
	for (const answer of await Promise.all([1, 2].map(() => sendAgain(page, payment))))
		expect(await answer.json()).toMatchObject({ type: 'success' });

	expect(await countRecords(platform, reseller, 'payments')).toBe(1);
	expect(await countRecords(platform, reseller, 'invoice_mails')).toBe(2);
	await makeClients(member, ['Depois']);
	await expectGapless(platform, reseller, 'clients', 2);
	await expectGapless(platform, reseller, 'invoices', 2);
});

test('a lost answer loses nothing and repeats nothing', async ({ page, platform, troubles }) => {
	troubles.expect(/no answer: POST \S+\?\/(confirm|pay) /);
	const reseller = await makeReseller(platform, 'Sem Resposta');
	const member = await reseller.addMember('admin');
	await enter(page, member, reseller.clientsPath);
	await reachConfirm(page, client);

	await loseNextAnswer(page, 'confirm');
	await confirmButton(page).click();
	await expect(page.getByText(connectionLost)).toBeVisible();
	expect(await countRecords(platform, reseller, 'clients')).toBe(1);
	await confirmButton(page).click();
	await expectClientPage(page, client.name);

	await loseNextAnswer(page, 'pay');
	await payInFull(page);
	await expect(paymentDialog(page).getByText(connectionLost)).toBeVisible();
	expect(await countRecords(platform, reseller, 'payments')).toBe(1);
	await recordButton(page).click();
	await expect(paymentDialog(page)).toBeHidden();
	await expect(invoices(page)).toContainText('Paga');

	await makeClients(member, ['Depois']);
	expect(await countRecords(platform, reseller, 'payments')).toBe(1);
	await expectGapless(platform, reseller, 'clients', 2);
	await expectGapless(platform, reseller, 'invoices', 2);
});
