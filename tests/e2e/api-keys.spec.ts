import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Member, Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import { photograph } from './steps/photograph.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { openMenu } from './steps/users.ts';

test('a key is made, reports use, gets another secret and is revoked', async ({
	page,
	platform
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Loja Um');
	const owner = await reseller.addMember('owner');
	const main = page.getByRole('main');
	const dialog = page.getByRole('dialog');
	const path = `/r/${reseller.slug}/developers/api-keys`;
	await enter(page, owner, path);

	await test.step('without one, the page says what a key is for', async () => {
		await expect(main.getByText('Nenhuma chave ainda')).toBeVisible();
		await expectGoodLooks(page, 'no key');
		await photograph(page, 'api-keys-none');
	});

	await test.step('without a name or a scope none is made', async () => {
		await main.getByRole('button', { name: 'Nova chave' }).click();
		await dialog.getByRole('checkbox', { name: /^Informar uso/ }).uncheck();
		await dialog.getByRole('button', { name: 'Criar chave' }).click();
		await expect(dialog.getByText('Escolha o que a chave pode fazer.')).toBeVisible();
		await expect(dialog.getByText('Dê à chave um nome com até 80 caracteres.')).toBeVisible();
		await expectGoodLooks(page, 'refused key');
		await photograph(page, 'api-keys-refused');
	});

	const first = await test.step('its secret is shown once', async () => {
		await dialog.getByLabel('Nome').fill('Plataforma de atendimento');
		await dialog.getByRole('checkbox', { name: /^Informar uso/ }).check();
		await dialog.getByRole('checkbox', { name: /^Ler saldos/ }).check();
		await dialog.getByRole('button', { name: 'Criar chave' }).click();
		await expect(dialog.getByRole('heading', { name: 'Copie o segredo agora' })).toBeVisible();
		await expectGoodLooks(page, 'secret of a key');
		await photograph(page, 'api-keys-secret');
		const secret = await dialog.getByText(/^blc_live_\w{8}_\w{32}$/).innerText();
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await dialog.getByRole('button', { name: 'Copiar segredo', exact: true }).click();
		await expect.poll(() => copied(page)).toBe(secret);
		await dialog.getByRole('button', { name: 'Já copiei' }).click();
		await expect(dialog).toBeHidden();
		await page.reload();
		await expect(main.getByText('Nunca usada')).toBeVisible();
		expect(await page.content()).not.toContain(secret.slice(18));
		return secret;
	});

	await test.step('it reports use, and the page says when', async () => {
		const clientId = await addClient(owner);
		expect((await report(platform, first, clientId)).status).toBe(422);
		await page.reload();
		await expect(main.getByText(/Último uso em/)).toBeVisible();
	});

	const second =
		await test.step('it gets another secret, and the former one its grace', async () => {
			await choose('Trocar segredo');
			await expectGoodLooks(page, 'rotation');
			await photograph(page, 'api-keys-rotate');
			await dialog.getByRole('button', { name: 'Trocar segredo' }).click();
			const secret = await dialog.getByText(/^blc_live_\w{8}_\w{32}$/).innerText();
			expect(secret).not.toBe(first);
			await dialog.getByRole('button', { name: 'Já copiei' }).click();
			await expect(main.getByText(/ainda vale até/)).toBeVisible();
			expect(await answers(platform, [first, secret])).toEqual([200, 200]);
			await expectGoodLooksAt(page, [path]);
			await page.goto(path);
			await photograph(page, 'api-keys-list');
			return secret;
		});

	await test.step('the documentation carries the address and the beginning of the key', async () => {
		await main.getByRole('link', { name: 'Documentação' }).click();
		await expect(main.getByRole('heading', { name: 'Informar uso' })).toBeVisible();
		await expect(main.getByText(`export BALCAO_KEY='${second.slice(0, 17)}_…'`)).toBeVisible();
		await main.getByRole('button', { name: 'Copiar: Um evento', exact: true }).click();
		await expect.poll(() => copied(page)).toContain(`curl '${platform.apiUrl}/functions/v1/usage'`);
		const arriving = page.waitForEvent('download');
		await main.getByRole('link', { name: 'Baixar balcao-usage.ts' }).click();
		const file = await arriving;
		expect(file.suggestedFilename()).toBe('balcao-usage.ts');
		expect(readFileSync(await file.path(), 'utf8')).toContain('export function createUsageClient');
		await main.getByText('O arquivo inteiro').click();
		await expectGoodLooks(page, 'docs');
		await photograph(page, 'docs');
		await page.goto(path);
	});

	await test.step('the former secret is ended early', async () => {
		await choose('Encerrar segredo anterior');
		await page
			.getByRole('alertdialog')
			.getByRole('button', { name: 'Encerrar segredo anterior' })
			.click();
		await expect(main.getByText('O segredo anterior não vale mais.')).toBeVisible();
		expect(await answers(platform, [first, second])).toEqual([401, 200]);
	});

	await test.step('revoked, it is refused at once', async () => {
		await choose('Revogar');
		await page.getByRole('alertdialog').getByRole('button', { name: 'Revogar' }).click();
		await expect(main.getByText('A chave foi revogada.')).toBeVisible();
		await expect(main.getByText('Revogada', { exact: true })).toBeVisible();
		expect(await answers(platform, [first, second])).toEqual([401, 401]);
		await photograph(page, 'api-keys-revoked');
	});

	async function choose(name: string) {
		await openMenu(page, 'Mais ações de Plataforma de atendimento');
		await page.getByRole('menuitem', { name }).click();
	}
});

test('whoever does not manage the API does not see its keys', async ({
	page,
	platform,
	troubles
}) => {
	troubles.expect(/answer 403: GET \S+\/developers\/api-keys/);
	const reseller = await makeReseller(platform, 'Loja Dois');
	const support = await reseller.addMember('support');
	await enter(page, support, `/r/${reseller.slug}/developers/api-keys`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByText('Nova chave')).toBeHidden();
	await expect(page.getByText('Nenhuma chave ainda')).toBeHidden();
});

const answers = (platform: Platform, secrets: string[]) =>
	Promise.all(
		secrets.map(async (secret) => {
			const response = await fetch(`${platform.apiUrl}/functions/v1/usage/clients`, {
				headers: { 'x-api-key': secret }
			});
			return response.status;
		})
	);

function report(platform: Platform, secret: string, clientId: string): Promise<Response> {
	return fetch(`${platform.apiUrl}/functions/v1/usage`, {
		method: 'POST',
		headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
		body: JSON.stringify({ key: randomUUID(), client_id: clientId })
	});
}

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function addClient(owner: Member): Promise<string> {
	const { data } = await owner.db
		.rpc('create_client', {
			id: randomUUID(),
			fields: { name: 'Ana Lima', email: 'ana@client.example', person_type: 'individual' }
		})
		.throwOnError();
	return data;
}
