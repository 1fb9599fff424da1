import { randomUUID } from 'node:crypto';
import { adminOf, type Member } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { photograph } from './steps/photograph.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

/** By the outbox, a worker, the gateway and its webhooks, and live. */
const patient = { timeout: 40_000 };

test('a gateway is connected, what it refuses is tried again, and where it disagrees one click mends it', async ({
	page,
	platform
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Paga Fácil');
	const owner = await reseller.addMember('owner');
	const apiKey = `$aact_sim_${randomUUID().slice(0, 8)}`;
	const path = `/r/${reseller.slug}/billing/gateway`;
	await enter(page, owner, path);
	const main = page.getByRole('main');

	await test.step('without one, the page says what that means', async () => {
		await expect(main.getByText('Nenhum gateway conectado')).toBeVisible();
		await expectGoodLooks(page, 'no gateway');
		await photograph(page, 'gateway-none');
	});

	await test.step('a key that is none is refused', async () => {
		await page.getByLabel('Provedor').selectOption('simulator');
		await page.getByLabel('Chave de API').fill('curta');
		await page.getByRole('button', { name: 'Conectar' }).click();
		await expect(main.getByText('A chave de API não parece certa')).toBeVisible();
	});

	await test.step('with the key, the token is shown once, and the key never again', async () => {
		await page.getByLabel('Chave de API').fill(apiKey);
		await page.getByRole('button', { name: 'Conectar' }).click();
		await expect(main.getByText('o token não será mostrado de novo')).toBeVisible();
		await expect(main.getByText(/gateway-webhook/)).toBeVisible();
		await expect(main.getByText('Funcionando')).toBeVisible();
		await photograph(page, 'gateway-connected');
		await page.reload();
		await expect(main.getByText(apiKey.slice(-4))).toBeVisible();
		await expect(main.getByText('o token não será mostrado de novo')).toBeHidden();
		expect(await page.content()).not.toContain(apiKey);
	});

	const nameless = await addClient(owner, 'Sem Documento', null);
	const client = await addClient(owner, 'Ana Lima', '52998224725');
	await issue(owner, nameless, 5000);
	const invoiceId = await issue(owner, client, 12_990);

	await test.step('what the gateway does not take is listed with the reason, and tried again', async () => {
		await expect(main.getByText(/invalid_cpfCnpj/)).toBeVisible(patient);
		await expectGoodLooks(page, 'parked command');
		await photograph(page, 'gateway-parked');
		await owner.db
			.rpc('save_client', {
				id: nameless,
				fields: { document: '11144477735' },
				base: { document: null }
			})
			.throwOnError();
		await page.getByRole('button', { name: /^Tentar de novo: Criar cobrança/ }).click();
		await expect(main.getByText(/invalid_cpfCnpj/)).toBeHidden(patient);
	});

	let charge = '';

	await test.step('a charge deleted there is made again by one click', async () => {
		charge = await chargeOf(owner, invoiceId);
		await press(platform.simulatorUrl, `charges/${charge}/delete`);
		await expect(main.getByText('Excluída no gateway')).toBeVisible(patient);
		await expectGoodLooks(page, 'difference');
		await photograph(page, 'gateway-drift');
		await page.getByRole('button', { name: `Refazer cobrança: ${charge}` }).click();
		await expect(main.getByText('Excluída no gateway')).toBeHidden(patient);
		charge = await chargeOf(owner, invoiceId, charge);
	});

	await test.step('paid there, it is paid here', async () => {
		await press(platform.simulatorUrl, `charges/${charge}/pay`);
		await expect
			.poll(
				async () =>
					(await owner.db.from('invoices').select('payment_status').eq('id', invoiceId).single())
						.data?.payment_status,
				patient
			)
			.toBe('paid');
		await expect(main.getByText('PAYMENT_RECEIVED')).toBeVisible(patient);
		await expectGoodLooksAt(page, [path]);
		await photograph(page, 'gateway-events');
	});

	await test.step('who may not configure billing does not see it', async () => {
		const { data } = await adminOf(platform)
			.from('gateway_accounts')
			.select('id')
			.eq('reseller_id', reseller.id)
			.single()
			.throwOnError();
		const viewer = await reseller.addMember('viewer');
		expect((await viewer.db.rpc('test_gateway')).error?.message).toBe('not_permitted');
		expect((await viewer.db.from('gateway_events').select('id')).data).toEqual([]);
		expect(data.id).toBeTruthy();
	});
});

async function addClient(owner: Member, name: string, document: string | null): Promise<string> {
	const { data } = await owner.db
		.rpc('create_client', {
			id: randomUUID(),
			fields: { name, document, person_type: 'individual', collection: 'gateway' }
		})
		.throwOnError();
	return data;
}

async function issue(owner: Member, clientId: string, cents: number): Promise<string> {
	const { data: account } = await owner.db.rpc('current_account').throwOnError();
	const { data } = await owner.db
		.rpc('issue_one_off_invoice', {
			request_id: randomUUID(),
			client_id: clientId,
			lines: [{ description: 'Instalação', quantity: 1, unit_cents: cents }],
			due_on: account.today
		})
		.throwOnError();
	return data.invoice_id;
}

/** The provider's id of the charge that stands for the invoice, as soon as it has one, and another than before. */
async function chargeOf(owner: Member, invoiceId: string, before = ''): Promise<string> {
	let charge: string | null = null;
	await expect(async () => {
		const { data } = await owner.db
			.from('gateway_charges')
			.select('provider_charge_id')
			.eq('invoice_id', invoiceId)
			.is('replaced_at', null)
			.maybeSingle()
			.throwOnError();
		charge = data?.provider_charge_id ?? null;
		expect(charge).toBeTruthy();
		expect(charge).not.toBe(before);
	}).toPass(patient);
	return charge!;
}

async function press(simulatorUrl: string, path: string): Promise<void> {
	const response = await fetch(`${simulatorUrl}/admin/${path}`, { method: 'POST', body: '{}' });
	expect(response.status).toBe(200);
}
