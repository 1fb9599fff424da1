import type { BrowserContext, Page } from '@playwright/test';
import { password, type Member, type Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { joinAccount, makeClient, makeUser } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { homeHeading, signIn } from './steps/sign-in.ts';
import { runSql } from './steps/sql.ts';
import { openMenu } from './steps/users.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Trocar conta' });
const selected = (page: Page) => dialog(page).getByRole('option', { selected: true });
const portalOf = (page: Page, client: string) =>
	page
		.getByRole('main')
		.getByRole('paragraph')
		.filter({ hasText: new RegExp(`^${client}$`) });

async function openSwitcher(page: Page): Promise<void> {
	// A page that was just loaded hears no key until it is alive.
	await expect(async () => {
		if (!(await dialog(page).isVisible())) await page.keyboard.press('t');
		await expect(dialog(page).getByRole('combobox')).toBeFocused({ timeout: 3_000 });
	}).toPass({ timeout: 20_000 });
}

/** Somebody with a reseller of their own and two clients of another one. */
async function makeManifold(platform: Platform) {
	const own = await makeReseller(platform, 'Balaio Redes');
	const other = await makeReseller(platform, 'Outra Ponta');
	const member = await own.addMember('owner');
	await makeClient(member, 'Cliente do Balaio');
	const seller = await other.addMember('owner');
	const [first, second] = [
		await makeClient(seller, 'Açaí da Praça'),
		await makeClient(seller, 'Zebra Tecidos')
	];
	for (const { clientId } of [first, second])
		await joinAccount(platform, member, { reseller_id: other.id, client_id: clientId, level: 6 });
	return { member, own, first, second: { ...second, reseller: other } };
}

/** What a new token would leave behind, in the browser and at Auth. */
async function traceOfTokens(platform: Platform, { personId }: Member, context: BrowserContext) {
	const [row] = await runSql<{ tokens: number; sessions: number }>(
		platform,
		`select (select count(*)::int from auth.refresh_tokens where user_id = $1::text) as tokens,
			(select count(*)::int from auth.sessions where user_id = $1::uuid) as sessions`,
		[personId]
	);
	const cookies = await context.cookies();
	return { ...row, session: cookies.filter(({ name }) => name.includes('auth-token')) };
}

test('the chooser shows resellers and clients, last used first', async ({ page, platform }) => {
	const { member } = await makeManifold(platform);
	await page.goto('/sign-in');
	await signIn(page, member.email, password);
	await expect(page.getByRole('heading', { name: 'Escolha a conta' })).toBeVisible();
	const names = () => page.getByRole('main').getByRole('link').allInnerTexts();
	const firstLines = async () => (await names()).map((text) => text.split('\n')[0]);
	await expect.poll(firstLines).toEqual(['Balaio Redes', 'Açaí da Praça', 'Zebra Tecidos']);
	await page.getByRole('link', { name: /Zebra Tecidos/ }).click();
	await expect(portalOf(page, 'Zebra Tecidos')).toBeVisible();

	await page.goto('/accounts');
	await expect(page.getByRole('heading', { name: 'Última usada' })).toBeVisible();
	await expect.poll(firstLines).toEqual(['Zebra Tecidos', 'Balaio Redes', 'Açaí da Praça']);
	// Enter alone goes back to work.
	await page.keyboard.press('Enter');
	await expect(portalOf(page, 'Zebra Tecidos')).toBeVisible();
});

test('two tabs switch at once: each keeps its own account, no password, no new token', async ({
	page,
	context,
	platform
}) => {
	const { member, own, first, second } = await makeManifold(platform);
	await joinedLive(page, () => enter(page, member, own.clientsPath));
	const other = await context.newPage();
	await joinedLive(other, () => other.goto(`/c/${first.clientId}`));
	const before = await traceOfTokens(platform, member, context);
	const toAuth: string[] = [];
	context.on('request', (request) => {
		if (/\/(auth|functions)\/v1\//.test(request.url())) toAuth.push(request.url());
	});

	await test.step('in one from the menu, in the other by keyboard alone, at the same moment', async () => {
		await openMenu(page, 'Conta de Pessoa owner');
		await page.getByRole('menuitem', { name: 'Trocar conta' }).click();
		await other.keyboard.press('t');
		for (const tab of [page, other]) {
			await expect(dialog(tab).getByRole('option').first()).toBeVisible();
			await expect(dialog(tab).getByRole('combobox')).toBeFocused();
		}
		await page.keyboard.type('zebra');
		await other.keyboard.type('balaio');
		await expect(dialog(page).getByRole('option')).toHaveCount(1);
		await expect(dialog(other).getByRole('option')).toHaveCount(1);
		await expect(selected(page)).toContainText('Zebra Tecidos');
		await expect(selected(other)).toContainText('Balaio Redes');
		await Promise.all([page.keyboard.press('Enter'), other.keyboard.press('Enter')]);
		await expect(portalOf(page, 'Zebra Tecidos')).toBeVisible();
		await expect(homeHeading(other)).toBeVisible();
		await expect(page).toHaveURL(new RegExp(`/c/${second.clientId}$`));
	});

	await test.step('each stays where it is, also when loaded anew', async () => {
		await Promise.all([page.reload(), other.reload()]);
		await expect(portalOf(page, 'Zebra Tecidos')).toBeVisible();
		await expect(homeHeading(other)).toBeVisible();
		await expect(page.getByText('Cliente do Balaio')).toHaveCount(0);
	});

	await test.step('search finds without accents and by the reseller; arrows choose; Escape changes nothing', async () => {
		await openSwitcher(page);
		await page.keyboard.type('nada que exista');
		await expect(dialog(page).getByText('Nenhuma conta com esse nome.')).toBeVisible();
		await dialog(page).getByRole('combobox').fill('outra');
		await expect(dialog(page).getByRole('option')).toHaveCount(2);
		await page.keyboard.press('Escape');
		await expect(dialog(page)).toBeHidden();
		await expect(portalOf(page, 'Zebra Tecidos')).toBeVisible();
		await openSwitcher(page);
		await page.keyboard.type('acai');
		await expect(selected(page)).toContainText('Açaí da Praça');
		await page.keyboard.press('Enter');
		await expect(portalOf(page, 'Açaí da Praça')).toBeVisible();
		await page.goBack();
		await expect(portalOf(page, 'Zebra Tecidos')).toBeVisible();
	});

	await test.step('what is typed stays when the account is read again meanwhile', async () => {
		await openSwitcher(page);
		await page.keyboard.type('acai');
		const readAgain = page.waitForResponse((response) => response.url().includes('__data.json'));
		await makeUser(platform, second.reseller, second.clientId);
		await readAgain;
		await expect(dialog(page).getByRole('option')).toHaveCount(1);
		await expect(dialog(page).getByRole('combobox')).toHaveValue('acai');
		await page.keyboard.press('Escape');
		await expect(dialog(page)).toBeHidden();
	});

	await test.step('with Ctrl the account opens in a tab of its own', async () => {
		await openSwitcher(page);
		await page.keyboard.type('acai');
		await expect(dialog(page).getByRole('option')).toHaveCount(1);
		await expect(selected(page)).toContainText('Açaí da Praça');
		const opened = context.waitForEvent('page');
		await page.keyboard.press('Control+Enter');
		await expect(portalOf(await opened, 'Açaí da Praça')).toBeVisible();
		await expect(page).toHaveURL(new RegExp(`/c/${second.clientId}$`));
	});

	expect(toAuth, 'requests to Auth or the identity function').toEqual([]);
	expect(await traceOfTokens(platform, member, context)).toEqual(before);
});
