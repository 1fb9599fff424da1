import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Member, Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { tabTo } from './steps/keyboard.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { expectRefusal, field } from './steps/onboarding.ts';
import { makeClient, makeUser } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';

const told = (page: Page, text: string | RegExp) =>
	expect(page.locator('[data-sonner-toast]').filter({ hasText: text })).toBeVisible();
const card = (page: Page, title: string) => page.getByRole('region', { name: title });

/** A client that runs since its invoice was due, so many days ago; what the night does of it is done. */
async function makeLate(platform: Platform, owner: Member, name: string, days: number) {
	const client = await makeClient(owner, name);
	await runSql(
		platform,
		`update public.invoices set issued_on = d.day - 10, due_on = d.day, postponed_to = null
		from (select app.today(reseller_id) - $2::int as day from public.invoices where id = $1) d where id = $1`,
		[client.invoiceId, days]
	);
	await runSql(
		platform,
		`update public.subscriptions set status = 'active', activated_at = now() where client_id = $1`,
		[client.clientId]
	);
	await owner.db.rpc('start_billing_run', { request_id: randomUUID() }).throwOnError();
	return client;
}

test('why a client is blocked, and how staff release it', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Bloqueios Claros');
	const owner = await reseller.addMember('owner');
	const { clientId, invoiceId } = await makeLate(platform, owner, 'Padaria Aurora', 20);
	await joinedLive(page, () => enter(page, owner, `${reseller.clientsPath}/${clientId}`));

	await test.step('that it is suspended is said once, beside its name', async () => {
		const main = page.getByRole('main');
		await expect(main.getByRole('button', { name: /^Suspenso/ })).toHaveCount(1);
		await expect(main.getByText('Cliente suspenso')).toHaveCount(0);
	});

	await test.step('the card says since when, for what, and by which rule', async () => {
		const why = card(page, 'Por que está bloqueado?');
		await expect(why).toContainText('Bloqueada desde');
		await expect(why).toContainText('20 dias de atraso');
		await expect(why).toContainText('Bloqueia 15 dias depois do vencimento (padrão da revenda).');
		await expect(why).toContainText('Volta sozinha assim que a fatura for paga.');
		await why.getByText('Histórico').click();
		await expect(why).toContainText('Avisado da pendência 20 dias depois do vencimento');
		await expect(why).toContainText('Bloqueada pela regra de 15 dias');
	});

	await test.step('by keyboard: released until a day, with a reason', async () => {
		await tabTo(page, 'Liberar em confiança');
		await page.keyboard.press('Enter');
		const dialog = page.getByRole('dialog', { name: /Liberar a fatura nº \d+ em confiança/ });
		await expect(dialog).toBeVisible();
		await dialog.getByLabel('Liberar até').fill('2020-01-01');
		await dialog.getByRole('button', { name: 'Liberar', exact: true }).click();
		await expectRefusal(dialog.getByLabel('Liberar até'), /Escolha um dia entre hoje e/);
		const { today } = (
			await owner.db.rpc('explain_dunning', { client_id: clientId }).throwOnError()
		).data;
		await dialog.getByLabel('Liberar até').fill(today);
		await dialog.getByLabel('Motivo').fill('Pagou hoje cedo');
		await dialog.getByRole('button', { name: 'Liberar', exact: true }).click();
		await told(page, 'Liberado até');
		const released = card(page, 'Liberado em confiança');
		await expect(released).toContainText('Sem pagamento, bloqueia no dia seguinte.');
		await expect(released.getByText('amanhã')).toBeVisible();
		await released.getByText('Histórico').click();
		await expect(released).toContainText('Pagou hoje cedo');
	});

	await test.step('on the phone the client asks for no reminders, and for them again', async () => {
		const reminders = card(page, 'Lembretes por e-mail');
		await expect(reminders).toContainText('Recebe lembretes antes do vencimento.');
		await reminders.getByRole('button', { name: 'Parar lembretes' }).click();
		await told(page, 'Lembretes desligados.');
		await expect(reminders).toContainText('Não recebe lembretes');
		await reminders.getByRole('button', { name: 'Voltar a lembrar' }).click();
		await expect(reminders).toContainText('Recebe lembretes antes do vencimento.');
	});

	await test.step('paid, nothing is left to explain', async () => {
		await owner.db
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId })
			.throwOnError();
		await expect(card(page, 'Liberado em confiança')).toBeHidden();
	});
});

test('in the portal: what is suspended and for what, the code, a release, the payment', async ({
	openBrowser,
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Portal do Atraso');
	const owner = await reseller.addMember('owner');
	const { clientId, invoiceId } = await makeLate(platform, owner, 'Mercearia Boa', 20);
	const pending = await makeLate(platform, owner, 'Ateliê Fino', 5);
	const user = await makeUser(platform, reseller, clientId, { name: 'Nina Alves', level: 3 });
	const reader = await makeUser(platform, reseller, pending.clientId, { level: 2 });
	const phone = await openBrowser({ viewport: { width: 360, height: 740 }, hasTouch: true });
	await joinedLive(phone, () => enter(phone, user, `/c/${clientId}`));

	await test.step('who may only read sees when it stops, and no way to pay', async () => {
		await enter(page, reader, `/c/${pending.clientId}`);
		const notice = card(page, 'Você tem uma fatura vencida');
		await expect(notice).toContainText('será suspenso em 10 dias');
		await expect(notice.getByRole('link', { name: 'Ver a fatura' })).toBeVisible();
		await expect(notice.getByRole('button')).toHaveCount(0);
	});

	await test.step('the notice carries invoice, amount with charges, code and link', async () => {
		const notice = card(phone, 'Seu serviço está suspenso');
		await expect(notice).toContainText('20 dias de atraso');
		// 129,90 + 2 % + 20 days at 1 % a month: 12990 × (0,02 + 0,2 ÷ 30) = 346,4 cents.
		await expect(notice).toContainText('133,36');
		await expect(notice).toContainText('3,46 de multa e juros');
		await expect(notice.getByRole('button', { name: 'Copiar código Pix' })).toBeVisible();
		await expect(notice.getByRole('link', { name: 'Pagar agora' })).toHaveAttribute(
			'href',
			`/c/${clientId}/invoices/${invoiceId}`
		);
	});

	await test.step('released by a promise', async () => {
		await phone.getByRole('button', { name: 'Liberar por 3 dias' }).tap();
		const dialog = phone.getByRole('dialog', { name: 'Liberar o serviço por 3 dias?' });
		await expect(dialog).toContainText('133,36');
		await dialog.getByRole('button', { name: 'Liberar', exact: true }).tap();
		await told(phone, 'Serviço liberado até');
		await expect(card(phone, 'Serviço liberado até')).toBeVisible();
		await expect(phone.getByRole('button', { name: /Liberar/ })).toHaveCount(0);
	});

	await test.step('paid, it is gone by itself', async () => {
		await owner.db
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId })
			.throwOnError();
		await expect(card(phone, 'Nada a pagar')).toBeVisible();
	});
});

test('the settings of billing, section by section', async ({ page, platform, troubles }) => {
	const reseller = await makeReseller(platform, 'Ajustes Finos');
	const owner = await reseller.addMember('owner');
	const path = `/r/${reseller.slug}/billing/settings`;
	await enter(page, owner, path);
	const section = (name: string) => page.getByRole('region', { name });

	await test.step('a Pix key of any kind, also a CNPJ with letters', async () => {
		const receiving = section('Recebimento');
		await page.getByLabel('Chave Pix').fill('12.ABC.345/01DE-36');
		await receiving.getByRole('button', { name: 'Salvar' }).click();
		await expectRefusal(page.getByLabel('Chave Pix'), /não é uma chave Pix/);
		await page.getByLabel('Chave Pix').fill('12.abc.345/01de-35');
		await expect(receiving).toContainText('Chave reconhecida: CNPJ.');
		await receiving.getByRole('button', { name: 'Salvar' }).click();
		await expect(receiving.getByText('Configurações salvas.')).toBeVisible();
	});

	await test.step('the ruler follows what is typed', async () => {
		const ruler = section('Régua de cobrança');
		const marks = ruler.getByRole('list', { name: 'Régua', exact: true });
		await expect(marks).toContainText('+15 bloqueio');
		await field(page, 'Dias entre aviso e bloqueio').fill('15');
		await expect(marks).toContainText('+18 bloqueio');
		await ruler.getByRole('button', { name: 'Tirar o lembrete: 2 dias depois' }).click();
		await ruler.getByLabel('Quantos dias').fill('5');
		await page.keyboard.press('Enter');
		await expect(marks).toContainText('+5 lembrete');
		await expect(marks).not.toContainText('+2 lembrete');
		await field(page, 'Dias para bloqueio').fill('2');
		await ruler.getByRole('button', { name: 'Salvar' }).click();
		await expectRefusal(
			field(page, 'Dias para bloqueio'),
			/O bloqueio não pode vir antes da pendência/
		);
		await field(page, 'Dias para bloqueio').fill('20');
		await ruler.getByRole('button', { name: 'Salvar' }).click();
		await expect(ruler.getByText('Configurações salvas.')).toBeVisible();
		const { data } = await owner.db.rpc('current_billing_settings').throwOnError();
		expect(data).toMatchObject({
			...{ reminder_days: [-3, 0, 1, 3, 5, 7], block_days: 20, min_notice_days: 15 },
			pix_key: '12ABC34501DE35'
		});
	});

	await test.step('who is mailed about sessions, and how late use may be reported', async () => {
		const sessions = section('Sessões');
		const window = field(page, 'Prazo para informar o uso, em horas');
		await sessions.getByRole('switch', { name: 'Avisar o cliente por e-mail' }).click();
		await window.fill('200');
		await sessions.getByRole('button', { name: 'Salvar' }).click();
		await expectRefusal(window, /O prazo vai de 1 a 168 horas/);
		await window.fill('48');
		await sessions.getByRole('button', { name: 'Salvar' }).click();
		await expect(sessions.getByText('Configurações salvas.')).toBeVisible();
		const { data } = await owner.db.from('session_settings').select().single().throwOnError();
		expect(data).toMatchObject({
			...{ usage_window_hours: 48, tells_clients: false, tells_staff: true }
		});
	});

	await test.step('the example is worked out while rates are typed', async () => {
		const rates = section('Multa e juros');
		await expect(rates).toContainText('102,33');
		await field(page, 'Multa, %').fill('3');
		// R$ 100,00 + 3,00 + 0,33
		await expect(rates).toContainText('103,33');
		await expect(rates).toContainText('não vale para consumidores');
		await field(page, 'Multa, %').fill('1,5');
		await expect(rates).toContainText('101,83');
		await rates.getByRole('button', { name: 'Salvar' }).click();
		await expect(rates.getByText('Multa e juros salvos: versão 2.')).toBeVisible();
		await expect(rates.getByText(/^v2 · multa 1,5%/)).toBeVisible();
	});

	await test.step('holidays of the country, of the place, and worked on', async () => {
		const holidays = section('Feriados');
		const rowOf = (name: string) => holidays.getByRole('listitem').filter({ hasText: name });
		const year = await holidays.getByRole('heading', { level: 3 }).innerText();
		await holidays.locator('input[type=date]').fill(`${year}-03-12`);
		await field(page, 'Nome').fill('Aniversário do Recife');
		await holidays.getByRole('button', { name: 'Incluir feriado' }).click();
		await expect(rowOf('Aniversário do Recife')).toContainText('local');
		await rowOf('Natal')
			.getByRole('button', { name: /Aqui se trabalha/ })
			.click();
		await expect(rowOf('Natal')).toContainText('dia útil aqui');
		await rowOf('Natal')
			.getByRole('button', { name: /Voltar a ser feriado/ })
			.click();
		await expect(rowOf('Natal').getByRole('button', { name: /Aqui se trabalha/ })).toBeVisible();
		await rowOf('Aniversário do Recife')
			.getByRole('button', { name: /Excluir/ })
			.click();
		await expect(rowOf('Aniversário do Recife')).toHaveCount(0);
	});

	await test.step('who may not configure is told so', async () => {
		const viewer = await reseller.addMember('viewer');
		await enter(page, viewer, path);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Você não pode ver isto');
		troubles.expect(/answer 403: GET \S+\/billing\/settings/);
	});
});

test('all of it looks well', async ({ page, platform }) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Aurora Wholesale');
	const owner = await reseller.addMember('owner');
	const { clientId } = await makeLate(platform, owner, 'Bakery Aurora', 20);
	const pending = await makeLate(platform, owner, 'Atelier Fine', 5);
	await enter(page, owner, `${reseller.clientsPath}/${clientId}`);
	await expectGoodLooksAt(page, [
		`${reseller.clientsPath}/${clientId}`,
		`${reseller.clientsPath}/${pending.clientId}`
	]);
	// The holidays of Brazil have the names that they have: no page of it is without Portuguese.
	await page.goto(`/r/${reseller.slug}/billing/settings`);
	await expectGoodLooks(page, 'settings');
	const user = await makeUser(platform, reseller, clientId, { name: 'Nina', level: 3 });
	await enter(page, user, `/c/${clientId}`);
	await expectGoodLooksAt(page, [`/c/${clientId}`]);
});
