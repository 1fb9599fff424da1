import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import pg from 'pg';
import type { Platform } from '../support/world.ts';
import { seedClients } from '../bench/seed/seed-clients.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive, markDocument, expectSameDocument } from './steps/live.ts';
import { field } from './steps/onboarding.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const clients = 100_000;
const rows = (page: Page) => page.locator('[data-client]');
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });
const save = (page: Page) => page.getByRole('button', { name: 'Salvar cliente' }).click();

test('three people at a hundred thousand clients: rows live, who is where, and a conflict', async ({
	page: ana,
	openBrowser,
	platform
}) => {
	test.setTimeout(600_000);
	const reseller = await makeReseller(platform, 'Cem Mil Clientes');
	const owner = await reseller.addMember('owner');
	const support = await reseller.addMember('support');
	const admin = await reseller.addMember('admin');
	await seed(platform, reseller.id);
	const path = reseller.clientsPath;
	const [bruno, carla] = [await openBrowser(), await openBrowser()];

	await joinedLive(ana, () => enter(ana, owner, path));
	// The total is kept, not counted: exact at any size.
	const { data: totals } = await owner.db.rpc('client_totals').throwOnError();
	expect(totals.all).toBeGreaterThan(90_000);
	const exactly = `${totals.all.toLocaleString('pt-BR')} clientes`;
	await expect(ana.getByText(exactly, { exact: true })).toBeVisible();
	await expect(rows(ana)).toHaveCount(50);
	await joinedLive(bruno, () => enter(bruno, support, path));
	await joinedLive(carla, () => enter(carla, admin, path));

	const name = `Padaria Cem ${randomUUID().slice(0, 8)}`;
	const id = randomUUID();
	await test.step('a new client comes to everybody', async () => {
		await owner.db
			.rpc('create_client', { id, fields: { name, email: 'antes@cem.example', city: 'Campinas' } })
			.throwOnError();
		for (const page of [ana, bruno, carla]) await expect(row(page, name)).toBeVisible();
	});

	await test.step('a rare name is found among all of them, without accents', async () => {
		await ana.keyboard.press('/');
		await expect(ana.getByRole('searchbox', { name: 'Buscar clientes' })).toBeFocused();
		await ana.keyboard.type(name.toLowerCase());
		await expect(rows(ana)).toHaveCount(1);
	});

	await test.step('who opens the client is seen by the others', async () => {
		await bruno.goto(`${path}/${id}/edit`);
		await expect(
			row(ana, name).getByRole('img', { name: /Pessoa support está editando/ })
		).toBeVisible();
		await expect(
			row(carla, name).getByRole('img', { name: /Pessoa support está editando/ })
		).toBeVisible();
	});

	await test.step('an edit changes the row in place, wherever the others look', async () => {
		await markDocument(ana);
		await markDocument(carla);
		await field(bruno, 'Nome fantasia').fill(`${name} Nova`);
		await save(bruno);
		await expect(row(ana, `${name} Nova`)).toBeVisible();
		await expect(row(carla, `${name} Nova`)).toBeVisible();
		await expectSameDocument(ana);
		await expectSameDocument(carla);
	});

	await test.step('two who change one field: the second is told, and decides', async () => {
		await joinedLive(ana, () => ana.goto(`${path}/${id}/edit`));
		await joinedLive(carla, () => carla.goto(`${path}/${id}/edit`));
		await field(ana, 'E-mail').fill('ana@cem.example');
		await field(carla, 'E-mail').fill('carla@cem.example');
		await save(carla);
		await expect(carla.getByText('Cliente salvo')).toBeVisible();
		await expect(ana.getByText('Mudou em outro lugar para')).toContainText('carla@cem.example');
		await expect(field(ana, 'E-mail')).toHaveValue('ana@cem.example');
		await ana.getByRole('button', { name: 'Manter o meu' }).click();
		await save(ana);
		await expect(ana.getByText('Cliente salvo')).toBeVisible();
		const { data } = await owner.db.from('clients').select('email').eq('id', id).single();
		expect(data).toEqual({ email: 'ana@cem.example' });
	});
});

/** As a reseller that has been here for years; only a superuser may silence triggers, which makes it take seconds. */
async function seed({ databaseUrl }: Platform, resellerId: string): Promise<void> {
	const url = new URL(databaseUrl);
	url.username = 'supabase_admin';
	const db = new pg.Client(url.href);
	await db.connect();
	try {
		await seedClients(db, { resellerId, clients, invoicesPerClient: 1, besideOthers: true });
		await db.query(
			`insert into app.counters (reseller_id, name, value) values ($1, 'client', $2)
			on conflict (reseller_id, name) do update set value = excluded.value`,
			[resellerId, clients]
		);
		await db.query('analyze public.clients, public.client_summaries');
	} finally {
		await db.end();
	}
}
