import { expect, test } from './steps/journey.ts';
import { holdLiveWire } from './steps/cut.ts';
import { expectSameDocument, markDocument } from './steps/live.ts';
import { makeClient } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runEach, runSql } from './steps/sql.ts';

test('what changed while the connection was cut is on the page after it came back, without a reload', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Fio Partido');
	const member = await reseller.addMember('owner');
	const { clientId } = await makeClient(member, 'Padaria Central');
	const wire = await holdLiveWire(page);
	await enter(page, member, reseller.clientsPath);
	const main = page.getByRole('main');
	await expect(main).toContainText('Padaria Central');
	await wire.joined();
	await markDocument(page);

	await wire.cut();
	await expect(page.getByText(/Sem atualização ao vivo desde \d\d:\d\d/)).toBeVisible();
	await rename(clientId, 'Padaria do Corte');
	await makeClient(member, 'Nascida no Corte');
	await expect(main).not.toContainText('no Corte');
	await expect(main).not.toContainText('do Corte');

	wire.mend();
	await wire.joined();
	await expect(main).toContainText('Padaria do Corte');
	await expect(main).toContainText('Nascida no Corte');
	await expect(page.getByText(/Sem atualização ao vivo/)).toHaveCount(0);
	await expectSameDocument(page);

	await rename(clientId, 'Padaria Reatada');
	await expect(main).toContainText('Padaria Reatada');
	await expectSameDocument(page);

	function rename(id: string, name: string) {
		return runSql(platform, 'update public.clients set name = $2 where id = $1', [id, name]);
	}
});

test('what changed before the page had joined is on it as soon as it has', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Antes do Fio');
	const member = await reseller.addMember('owner');
	const { clientId } = await makeClient(member, 'Padaria Central');
	const wire = await holdLiveWire(page, false);
	await enter(page, member, reseller.clientsPath);
	await expect(page.getByRole('main')).toContainText('Padaria Central');
	await markDocument(page);
	await runSql(platform, 'update public.clients set name = $2 where id = $1', [
		clientId,
		'Padaria Nova'
	]);
	wire.mend();
	await wire.joined();
	await expect(page.getByRole('main')).toContainText('Padaria Nova');
	await expectSameDocument(page);
});

test('none of a hundred quick changes is lost, and they cost a few readings only', async ({
	page,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Cem Mudanças');
	const member = await reseller.addMember('owner');
	const names = ['Um', 'Dois', 'Três', 'Quatro', 'Cinco'];
	const clients: string[] = [];
	for (const name of names) clients.push((await makeClient(member, name)).clientId);
	const wire = await holdLiveWire(page);
	await enter(page, member, reseller.clientsPath);
	await wire.joined();
	await markDocument(page);
	const readings: string[] = [];
	page.on('request', (request) => {
		if (
			request.url().startsWith(process.env.E2E_APP_URL ?? '') &&
			request.resourceType() === 'fetch'
		)
			readings.push(request.url());
	});

	const begun = performance.now();
	const changes = Array.from({ length: 100 }, (_, index) => index + 1);
	await runEach(
		platform,
		'update public.clients set name = $2 where id = $1',
		changes.map((change) => [clients[change % clients.length], `Cliente em versão ${change}.`])
	);
	for (const last of [96, 97, 98, 99, 100])
		await expect(page.getByRole('main')).toContainText(`Cliente em versão ${last}.`);
	// On a slow machine fewer changes meet in one gathering, of which there is one each 120 ms.
	const gatherings = (performance.now() - begun) / 120;
	expect(readings.length, 'readings').toBeLessThan(Math.max(50, gatherings + 10));
	await expectSameDocument(page);
});
