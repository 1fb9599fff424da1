import { randomUUID } from 'node:crypto';
import {
	isSignedWith,
	startWebhookSink,
	type WebhookSink
} from '../../supabase/functions/_shared/testing/webhook-sink.ts';
import type { Member } from '../support/world.ts';
import { expect, test as journey } from './steps/journey.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { photograph } from './steps/photograph.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

/** By the outbox, a worker, the receiver, and live. */
const patient = { timeout: 40_000 };

const test = journey.extend<{ sink: WebhookSink }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
	sink: async ({}, use) => {
		const sink = await startWebhookSink();
		await use(sink);
		await sink.stop();
	}
});

test('an address is told of an invoice, the log shows it live, and what failed is sent again', async ({
	page,
	platform,
	sink,
	troubles
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Conta Tudo');
	const owner = await reseller.addMember('owner');
	const path = `/r/${reseller.slug}/developers/webhooks`;
	const main = page.getByRole('main');
	await enter(page, owner, path);

	await test.step('without one, the page says what a webhook is', async () => {
		await expect(main.getByText('Nenhum webhook ainda')).toBeVisible();
		await expectGoodLooks(page, 'no webhook');
		await photograph(page, 'webhooks-none');
	});

	await test.step('an address that is not public is refused at its field, and so is no event', async () => {
		await main.getByRole('link', { name: 'Novo webhook' }).click();
		await main.getByLabel('Endereço').fill('https://192.168.0.1/hook');
		await main.getByRole('button', { name: 'Criar webhook' }).click();
		await expect(main.getByText('Escolha pelo menos um evento.')).toBeVisible();
		await main.getByRole('checkbox', { name: /^Fatura emitida/ }).check();
		await main.getByRole('button', { name: 'Criar webhook' }).click();
		await expect(main.getByText(/precisa ser um nome público/)).toBeVisible();
		await expectGoodLooks(page, 'refused webhook');
		await photograph(page, 'webhooks-refused');
	});

	await test.step('a good one is made, with a secret that is shown when asked for', async () => {
		await main.getByLabel('Endereço').fill(`${sink.url}/erp`);
		await main.getByLabel('Descrição').fill('ERP');
		await main.getByRole('button', { name: 'Criar webhook' }).click();
		await expect(main.getByRole('heading', { name: 'ERP' })).toBeVisible();
		await expect(main.getByText('Nada foi enviado ainda')).toBeVisible();
		expect(await page.content()).not.toContain('whsec_A');
	});
	await main.getByRole('button', { name: 'Mostrar' }).click();
	const secret = await main.getByText(/^whsec_[A-Za-z0-9+/=]{44}$/).innerText();

	const clientId = await addClient(owner);
	await test.step('an invoice is issued: its delivery shows by itself, and is signed', async () => {
		await issue(owner, clientId, 12_990);
		const row = main.getByRole('listitem').filter({ hasText: 'Fatura emitida' });
		await expect(row.getByText('Entregue')).toBeVisible(patient);
		expect(sink.received).toHaveLength(1);
		expect(isSignedWith(secret, sink.received[0]!)).toBe(true);
		expect(JSON.parse(sink.received[0]!.body)).toMatchObject({
			type: 'invoice.issued',
			data: { client: { id: clientId }, invoice: { total_cents: 12_990 } }
		});
	});

	await test.step('what fails is shown with the answer, and sent again by one click', async () => {
		sink.answer = (_, response) =>
			void response.writeHead(500, { 'content-type': 'text/plain' }).end('sem estoque');
		await issue(owner, clientId, 4_500);
		await expect(main.getByText('As entregas estão falhando')).toBeVisible(patient);
		await main
			.getByRole('listitem')
			.filter({ hasText: 'Tentando de novo' })
			.getByRole('link')
			.click();
		await expect(main.getByText('sem estoque').first()).toBeVisible();
		await expect(main.getByText('webhook-signature').first()).toBeVisible();
		await expectGoodLooks(page, 'failed delivery');
		await photograph(page, 'webhooks-failed');
		sink.answer = (_, response) => void response.writeHead(200).end('ok');
		await main.getByRole('button', { name: 'Reenviar' }).click();
		await expect(main.getByText('Entregue', { exact: true })).toBeVisible(patient);
		const ids = sink.received.slice(1).map(({ headers }) => headers['webhook-id']);
		expect(ids.length).toBeGreaterThan(1);
		expect(new Set(ids).size).toBe(1);
		await photograph(page, 'webhooks-resent');
	});

	await test.step('the secret is replaced, and both sign a test', async () => {
		await main.getByRole('link', { name: 'ERP' }).click();
		await main.getByRole('button', { name: 'Trocar segredo' }).click();
		const dialog = page.getByRole('alertdialog');
		await expect(dialog.getByLabel('O segredo atual ainda assina por')).toHaveValue('24');
		await expectGoodLooks(page, 'replacing a secret');
		await dialog.getByRole('button', { name: 'Trocar segredo' }).click();
		const code = main.getByText(/^whsec_[A-Za-z0-9+/=]{44}$/);
		const next = await code.innerText();
		await expect(main.getByText(/segredo anterior ainda assina até/)).toBeVisible();
		await main.getByRole('button', { name: 'Enviar teste' }).click();
		await expect(
			main.getByRole('listitem').filter({ hasText: 'Evento de teste' }).getByText('Entregue')
		).toBeVisible(patient);
		const last = sink.received.at(-1)!;
		expect(isSignedWith(next, last)).toBe(true);
		expect(isSignedWith(secret, last)).toBe(true);
		await photograph(page, 'webhooks-endpoint');
	});

	await test.step('one that leaked is cut off at once, and signs nothing more', async () => {
		const code = main.getByText(/^whsec_[A-Za-z0-9+/=]{44}$/);
		await main.getByRole('button', { name: 'Mostrar' }).click();
		const leaked = await code.innerText();
		await main.getByRole('button', { name: 'Trocar segredo' }).click();
		const dialog = page.getByRole('alertdialog');
		await dialog
			.getByLabel('O segredo atual ainda assina por')
			.selectOption('Nada: deixa de assinar agora');
		await dialog.getByRole('button', { name: 'Trocar segredo' }).click();
		await expect(code).not.toHaveText(leaked);
		const next = await code.innerText();
		await expect(main.getByText(/segredo anterior ainda assina até/)).toBeHidden();
		const before = sink.received.length;
		await main.getByRole('button', { name: 'Enviar teste' }).click();
		await expect.poll(() => sink.received.length, { timeout: 15_000 }).toBe(before + 1);
		const last = sink.received.at(-1)!;
		expect(isSignedWith(next, last)).toBe(true);
		expect(isSignedWith(leaked, last)).toBe(false);
	});

	await test.step('it is paused and started again, and all that failed is resent', async () => {
		await main.getByRole('button', { name: 'Mais ações' }).click();
		await page.getByRole('menuitem', { name: 'Pausar' }).click();
		await expect(main.getByText('Este webhook está pausado')).toBeVisible();
		await expect(main.getByRole('button', { name: 'Enviar teste' })).toBeHidden();
		await photograph(page, 'webhooks-paused');
		await main.getByRole('button', { name: 'Reativar' }).click();
		await expect(main.getByText('O webhook está ativo de novo.')).toBeVisible();
		await main.getByRole('button', { name: 'Reenviar falhas' }).click();
		await expect(main.getByText('Nada falhou nesse tempo.')).toBeVisible();
	});

	await test.step('the log is filtered, and every page looks good in both languages', async () => {
		const endpoint = new URL(page.url()).pathname;
		await main
			.getByRole('navigation', { name: 'Filtrar entregas' })
			.getByRole('link', { name: 'Não entregue' })
			.click();
		await expect(main.getByText('Nenhuma entrega assim')).toBeVisible();
		await expectGoodLooksAt(page, [path, `${path}/new`, endpoint, `${endpoint}/edit`]);
		await page.goto(path);
		await photograph(page, 'webhooks-list');
	});

	await test.step('who may not manage the API neither sees nor reaches it', async () => {
		troubles.expect(/answer 403: GET \S+\/developers\/webhooks/);
		const finance = await reseller.addMember('finance');
		await enter(page, finance, `/r/${reseller.slug}`);
		await expect(page.getByRole('link', { name: 'Desenvolvedores' })).toBeHidden();
		await page.goto(path);
		await expect(page.getByRole('heading', { name: 'Você não pode ver isto' })).toBeVisible();
		expect((await finance.db.from('webhook_endpoints').select('id')).data).toEqual([]);
	});
});

async function addClient(owner: Member): Promise<string> {
	const { data } = await owner.db
		.rpc('create_client', {
			id: randomUUID(),
			fields: { name: 'Ana Lima', email: 'ana@client.example', person_type: 'individual' }
		})
		.throwOnError();
	return data;
}

async function issue(owner: Member, clientId: string, cents: number): Promise<void> {
	const { data: account } = await owner.db.rpc('current_account').throwOnError();
	await owner.db
		.rpc('issue_one_off_invoice', {
			...{ request_id: randomUUID(), client_id: clientId, due_on: account.today },
			lines: [{ description: 'Instalação', quantity: 1, unit_cents: cents }]
		})
		.throwOnError();
}
