import { randomUUID } from 'node:crypto';
import { adminOf, onboard, type Member } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { expectGoodLooksAt } from './steps/look.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';

/** As a demo has it: the clock stands still until somebody moves it. */
async function makeDemo(platform: Parameters<typeof adminOf>[0], on: string) {
	const reseller = await makeReseller(platform, 'Banca Norte');
	await adminOf(platform)
		.from('resellers')
		.update({ test_clock_on: on })
		.eq('id', reseller.id)
		.throwOnError();
	return { reseller, owner: await reseller.addMember('owner') };
}

const runPath = ({ slug }: Reseller) => `/r/${slug}/billing/run`;

async function payFirst(owner: Member, name: string): Promise<void> {
	const { invoiceId } = await onboard(owner.db, name);
	await owner.db
		.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoiceId })
		.throwOnError();
}

test('a month passes on the test clock: what the preview said is what the nights did', async ({
	page,
	platform
}) => {
	const { reseller, owner } = await makeDemo(platform, '2026-01-05');
	await payFirst(owner, 'Padaria Sol');
	await payFirst(owner, 'Mercado Lua');
	await joinedLive(page, () => enter(page, owner, `${runPath(reseller)}?on=2026-01-26`));

	const planned = page.locator('#issue');
	await expect(planned.getByRole('listitem')).toHaveCount(2);
	const promised = await planned.getByRole('listitem').first().innerText();
	expect(promised).toContain('05/02/2026');

	await test.step('one is put off, and the preview leaves it out', async () => {
		const row = planned.getByRole('listitem').filter({ hasText: 'Mercado Lua' });
		await row.getByText('Adiar', { exact: true }).first().click();
		await row.getByLabel('Até o dia').fill('2026-03-20');
		await row.getByRole('button', { name: 'Adiar' }).click();
		await expect(page.getByText('Adiado. A rotina não passa por aqui')).toBeVisible();
		await expect(planned.getByRole('listitem')).toHaveCount(1);
	});

	await test.step('the nights pass while one watches', async () => {
		await page.getByRole('button', { name: 'Próximo mês' }).click();
		await expect(page.getByText('O relógio de teste está andando')).toBeVisible();
		await expect(
			page.getByRole('strong').filter({ hasText: '5 de fevereiro de 2026' })
		).toBeVisible({
			timeout: 30_000
		});
		const issued = page.getByRole('row').filter({ hasText: '26/01/2026' });
		await expect(issued).toContainText('Concluída');
		await expect(issued.getByRole('cell').nth(2)).toHaveText('1');
	});

	await test.step('the one that was put off comes back when the hold is undone', async () => {
		await page.getByRole('button', { name: 'Desfazer o adiamento de Mercado Lua' }).click();
		await expect(planned.getByRole('listitem')).toContainText(['Mercado Lua']);
		await page.getByRole('button', { name: 'Rodar agora' }).click();
		await expect(page.getByText('A rotina de hoje foi feita.')).toBeVisible();
		await expect(planned).toHaveCount(0);
	});
});

test('whoever may not configure billing sees what will happen, and changes nothing', async ({
	page,
	platform
}) => {
	const { reseller, owner } = await makeDemo(platform, '2026-01-05');
	await payFirst(owner, 'Padaria Sol');
	const viewer = await reseller.addMember('viewer');
	await enter(page, viewer, `${runPath(reseller)}?on=2026-01-26`);
	await expect(page.locator('#issue').getByRole('listitem')).toHaveCount(1);
	for (const name of ['Rodar agora', 'Adiar', 'Próximo mês'])
		await expect(page.getByRole('button', { name })).toHaveCount(0);
});

test('the looks of the nightly run, full and empty', async ({ page, platform }) => {
	test.slow();
	const { reseller, owner } = await makeDemo(platform, '2026-01-05');
	await payFirst(owner, 'Restaurante da Rua Muito Comprida e dos Nomes sem Fim');
	await enter(page, owner, runPath(reseller));
	await page.getByRole('button', { name: 'Rodar agora' }).click();
	await expect(page.getByText('A rotina de hoje foi feita.')).toBeVisible();
	await expectGoodLooksAt(page, [runPath(reseller), `${runPath(reseller)}?on=2026-01-26`]);
});
