import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expect, test } from './steps/journey.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';

// Pictures of the three pages that everybody sees all day. What changes with the day is masked; fonts are our own.
// After a change that was meant: npm test -- e2e, or playwright with --update-snapshots, and look at them.

const looks = [
	{ name: 'light', colorScheme: 'light', width: 1280, height: 900 },
	{ name: 'dark', colorScheme: 'dark', width: 1280, height: 900 },
	{ name: 'phone', colorScheme: 'light', width: 360, height: 760 }
] as const;

const book = [
	{ name: 'Ana Souza', person_type: 'individual', document: '52998224725', city: 'Recife' },
	{ name: 'Hotel Estação Central S.A.', trade_name: 'Hotel Central', collection: 'gateway' },
	{ name: 'Oficina Mecânica São João Ltda.', email: 'joao@oficina.example' },
	{
		name: 'Padaria Pão de Açúcar Ltda.',
		trade_name: 'Pão de Açúcar',
		document: '12ABC34501DE35',
		email: 'contato@pao.example',
		phones: ['+5511987654321'],
		contact_name: 'Marta Lima',
		postal_code: '01310100',
		street: 'Avenida Paulista',
		street_number: '1000',
		city: 'São Paulo',
		state: 'SP',
		due_day: 10
	}
];

test('list, form and client page look as they did', async ({ page, platform }) => {
	const reseller = await makeReseller(platform, 'Retratos');
	const owner = await reseller.addMember('owner');
	const ids: string[] = [];
	for (const fields of book) {
		const id = randomUUID();
		await owner.db.rpc('create_client', { id, fields }).throwOnError();
		ids.push(id);
	}
	await owner.db
		.rpc('start_client_batch', { id: randomUUID(), kind: 'suspend', ids: [ids[1]] })
		.throwOnError();
	// Beyond the newest day that a mask would have to hide in running text.
	await runSql(
		platform,
		`update public.clients set created_at = '2026-01-05T12:00:00Z' where reseller_id = $1`,
		[reseller.id]
	);
	const client = `${reseller.clientsPath}/${ids[3]}`;
	await enter(page, owner, reseller.clientsPath);
	await picture(page, 'list', reseller.clientsPath);
	await picture(page, 'form', `${client}/edit`);
	await picture(page, 'client', client);
});

async function picture(page: Page, name: string, path: string): Promise<void> {
	await page.goto(path);
	for (const { name: look, colorScheme, width, height } of looks) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height });
		await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /dark/ : /^(?!.*dark)/);
		await page.evaluate(() => document.fonts.ready);
		await expect(page).toHaveScreenshot(`${name}-${look}.png`, {
			mask: [page.locator('time')],
			animations: 'disabled',
			caret: 'hide',
			// Another Chromium may draw the edges of letters differently; a moved or missing part is far more.
			maxDiffPixelRatio: 0.02
		});
	}
}
