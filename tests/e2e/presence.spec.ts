import type { Page } from '@playwright/test';
import { expect, test } from './steps/journey.ts';
import { makeClient } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

const faces = (page: Page, name: string | RegExp) => page.getByRole('img', { name });

test('three at one client see each other: who looks, who edits, who has left', async ({
	page: ana,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Balcão Cheio');
	const owner = await reseller.addMember('owner');
	const support = await reseller.addMember('support');
	const viewer = await reseller.addMember('viewer');
	const { clientId } = await makeClient(owner, 'Padaria Central');
	const other = await makeClient(owner, 'Outra Padaria');
	const client = `${reseller.clientsPath}/${clientId}`;
	const [bruno, carla] = [await openBrowser(), await openBrowser()];

	await enter(ana, owner, client);
	await expect(ana.getByRole('heading', { name: 'Padaria Central' })).toBeVisible();
	await expect(faces(ana, /está/)).toHaveCount(0);
	await enter(bruno, support, client);
	await enter(carla, viewer, client);
	await expect(faces(ana, /Pessoa support está vendo/)).toBeVisible();
	await expect(faces(ana, /Pessoa viewer está vendo/)).toBeVisible();
	await expect(faces(bruno, /Pessoa owner está vendo/)).toBeVisible();
	await expect(faces(bruno, /Pessoa support/)).toHaveCount(0);

	await test.step('a second tab of the same person changes nothing', async () => {
		const tab = await bruno.context().newPage();
		await tab.goto(client);
		await expect(faces(tab, /Pessoa owner está vendo/)).toBeVisible();
		await expect(faces(ana, /Pessoa support.*Pessoa support/)).toHaveCount(0);
		await tab.close();
		await expect(faces(ana, /Pessoa support está vendo/)).toBeVisible();
	});

	await test.step('who edits is told apart', async () => {
		await bruno.goto(`${client}/edit`);
		await expect(faces(ana, /Pessoa support está editando/)).toBeVisible();
		await expect(ana.getByText('Pessoa support está editando')).toBeVisible();
	});

	await test.step('in the list they stand at their client alone', async () => {
		await ana.goto(reseller.clientsPath);
		const row = (name: string) => ana.getByRole('row').filter({ hasText: name });
		await expect(
			row('Padaria Central').getByRole('img', { name: /Pessoa support está editando/ })
		).toBeVisible();
		await expect(row('Outra Padaria').getByRole('img', { name: /está/ })).toHaveCount(0);
		await ana.goto(client);
	});

	await test.step('whoever goes to another client, or leaves the tab, is not there any more', async () => {
		await carla.goto(`${reseller.clientsPath}/${other.clientId}`);
		await expect(faces(ana, /Pessoa viewer/)).toHaveCount(0);
		await expect(faces(ana, /Pessoa support/)).toBeVisible();
		await setVisibility(bruno, 'hidden');
		await expect(faces(ana, /Pessoa support/)).toHaveCount(0);
		await setVisibility(bruno, 'visible');
		await expect(faces(ana, /Pessoa support está editando/)).toBeVisible();
		await bruno.context().close();
		await expect(faces(ana, /Pessoa support/)).toHaveCount(0);
	});
});

/** As if the person had turned to another tab. */
async function setVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
	await page.evaluate((next) => {
		Object.defineProperty(document, 'visibilityState', { value: next, configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
	}, state);
}
