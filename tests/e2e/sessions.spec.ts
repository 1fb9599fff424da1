import type { Page } from '@playwright/test';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { signInHeading } from './steps/sign-in.ts';
import { confirmIn, openBy } from './steps/users.ts';

const phone =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const tablet =
	'Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const sessions = (page: Page) =>
	page.getByRole('main').getByRole('listitem').filter({ hasText: 'Último uso' });

async function expectRefused(page: Page, path: string): Promise<void> {
	const answer = await page.request.get(path, { maxRedirects: 0 });
	expect([answer.status(), answer.headers().location]).toEqual([
		303,
		`/sign-in?next=${encodeURIComponent(path)}`
	]);
}

test('where somebody is signed in: one browser is ended from the other, then all others', async ({
	page,
	openBrowser,
	platform
}) => {
	const reseller = await makeReseller(platform, 'Muitos Aparelhos');
	const member = await reseller.addMember('owner');
	const [iphone, android] = [
		await openBrowser({ userAgent: phone }),
		await openBrowser({ userAgent: tablet })
	];
	for (const browser of [iphone, android])
		await joinedLive(browser, () => enter(browser, member, reseller.clientsPath));
	await enter(page, member, '/me');
	await expect(page.getByText('Este aparelho')).toHaveCount(1);
	await expect(sessions(page).filter({ hasText: /iPhone|iOS/ })).toHaveCount(1);
	await expect(sessions(page).filter({ hasText: 'Android' })).toHaveCount(1);

	await openBy(
		page.getByRole('button', { name: /Encerrar .*(iPhone|iOS)/ }),
		page.getByRole('alertdialog')
	);
	await confirmIn(page, 'Encerrar');
	await expect(page.getByText('Sessão encerrada')).toBeVisible();
	await expect(sessions(page).filter({ hasText: /iPhone|iOS/ })).toHaveCount(0);
	await expect(signInHeading(iphone), 'by itself').toBeVisible();
	await expectRefused(iphone, reseller.clientsPath);
	await expect(android.getByText('Nenhum cliente ainda')).toBeVisible();

	await page.getByRole('button', { name: 'Encerrar todas as outras' }).click();
	await confirmIn(page, 'Encerrar todas as outras');
	await expect(sessions(page)).toHaveCount(1);
	await expect(signInHeading(android), 'by itself').toBeVisible();
	await expectRefused(android, reseller.clientsPath);
	await page.goto(reseller.clientsPath);
	await expect(page.getByText('Nenhum cliente ainda'), 'this one stays').toBeVisible();
});

test('a session that was ended cannot be renewed either', async ({ platform }) => {
	const reseller = await makeReseller(platform, 'Sem Renovação');
	const member = await reseller.addMember('owner');
	const token = (body: object, type: string) =>
		fetch(`${platform.apiUrl}/auth/v1/token?grant_type=${type}`, {
			method: 'POST',
			headers: { apikey: platform.publishableKey, 'content-type': 'application/json' },
			body: JSON.stringify(body)
		});
	const signedIn = await token(
		{ email: member.email, password: 'correct horse battery' },
		'password'
	);
	const session = (await signedIn.json()) as { refresh_token: string; access_token: string };
	await member.db.rpc('revoke_other_sessions').throwOnError();
	const renewed = await token({ refresh_token: session.refresh_token }, 'refresh_token');
	expect(renewed.status).toBe(400);
	// The token itself lives on until it runs out; whoever holds it is nobody.
	const asked = await fetch(`${platform.apiUrl}/rest/v1/rpc/current_account`, {
		method: 'POST',
		headers: {
			apikey: platform.publishableKey,
			authorization: `Bearer ${session.access_token}`,
			'x-balcao-account': `reseller/${reseller.slug}`,
			'content-type': 'application/json'
		},
		body: '{}'
	});
	expect([asked.status, await asked.json()]).toEqual([200, null]);
});
