import { banner } from './steps/impersonation.ts';
import { expect, test } from './steps/journey.ts';
import { expectGoodLooks, expectGoodLooksAt } from './steps/look.ts';
import {
	actAs,
	invitationLink,
	joinAccount,
	makeClient,
	makeUser,
	membershipOf
} from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { joinedLive } from './steps/live.ts';
import { openMenu } from './steps/users.ts';

test('the looks of signing in without a password, of an invitation, and of one’s own account', async ({
	page,
	platform,
	inbox,
	troubles
}) => {
	troubles.expect(/answer 404: GET \S+\/invite\//);
	const reseller = await makeReseller(platform, 'Rio Norte');
	const owner = await reseller.addMember('owner');
	const email = `${crypto.randomUUID()}@people.example`;
	await owner.db
		.rpc('invite_member', { id: crypto.randomUUID(), name: 'Ana', email, role: 'support' })
		.throwOnError();
	await page.goto('/sign-in/passwordless');
	await page.getByRole('textbox', { name: 'E-mail ou CPF' }).fill(owner.email);
	await page.getByRole('button', { name: 'Enviar código' }).click();
	await expect(page.getByRole('heading', { name: 'Digite o código' })).toBeVisible();
	await expectGoodLooksAt(page, [
		'/sign-in/passwordless',
		'/sign-in/passwordless/code',
		await invitationLink(inbox, email),
		'/invite/no-such-invitation'
	]);
	await enter(page, owner, '/me');
	await expectGoodLooksAt(page, ['/me']);
});

test('the looks of team, users, “Logar como” and history', async ({ page, platform, troubles }) => {
	test.slow();
	troubles.expect(/answer 403: GET/);
	const reseller = await makeReseller(platform, 'Rio Norte');
	const owner = await reseller.addMember('owner');
	const support = await reseller.addMember('support');
	const viewer = await reseller.addMember('viewer');
	const { clientId } = await makeClient(owner, 'Casa Sete');
	const user = await makeUser(platform, reseller, clientId, { name: 'Gil Moura' });
	const other = await makeReseller(platform, 'Rio Sul');
	await joinAccount(platform, support, { reseller_id: other.id, role: 'viewer' });
	await owner.db
		.rpc('invite_user', {
			id: crypto.randomUUID(),
			client_id: clientId,
			name: 'Maximiliana Albuquerque Cavalcanti de Holanda',
			email: `${crypto.randomUUID()}.${crypto.randomUUID()}@people.example`
		})
		.throwOnError();
	await actAs(support, user, 'Suporte');
	const users = `${reseller.clientsPath}/${clientId}/users`;
	const team = `/r/${reseller.slug}/team`;
	await enter(page, owner, team);
	await expectGoodLooksAt(page, [
		team,
		`${team}/new`,
		`${team}/${await membershipOf(viewer)}`,
		`${team}/permissions`,
		users,
		`${users}/new`,
		`${users}/${await membershipOf(user)}`,
		`${users}/${await membershipOf(user)}/enter`,
		`${reseller.clientsPath}/${clientId}/accesses`,
		`/r/${reseller.slug}/audit`,
		`/r/${reseller.slug}/audit?table=memberships&operation=insert`
	]);

	await page.setViewportSize({ width: 1280, height: 800 });
	await page.goto(`/r/${reseller.slug}/audit`);
	await page.getByRole('main').getByRole('listitem').first().locator('summary').click();
	await expectGoodLooks(page, 'an entry of the history');
	await page.setViewportSize({ width: 1280, height: 800 });
	await joinedLive(page, () => page.goto(users));
	await page.getByRole('link', { name: 'Logar como Gil Moura' }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await expectGoodLooks(page, '“Logar como”');

	await page.context().clearCookies();
	await enter(page, viewer, `${team}/new`);
	await expectGoodLooks(page, 'not permitted');
	await page.context().clearCookies();
	await page.setViewportSize({ width: 1280, height: 800 });
	await enter(page, support, reseller.clientsPath);
	await openMenu(page, /^Conta de/);
	await page.getByRole('menuitem', { name: 'Trocar conta' }).click();
	await expect(page.getByRole('dialog', { name: 'Trocar conta' })).toBeVisible();
	await expectGoodLooks(page, '“Trocar conta”');
});

test('the looks of the portal, through both doors', async ({ page, platform, troubles }) => {
	test.slow();
	troubles.expect(/answer 40[34]: GET/);
	const reseller = await makeReseller(platform, 'Rio Norte');
	const owner = await reseller.addMember('owner');
	const { clientId, invoiceId } = await makeClient(owner, 'Casa Sete');
	const user = await makeUser(platform, reseller, clientId, { name: 'Gil Moura' });
	const low = await makeUser(platform, reseller, clientId, { name: 'Lia Moura', level: 1 });
	const done = await actAs(owner, user, 'Suporte');
	await owner.db.rpc('end_impersonation', { id: done }).throwOnError();
	const running = await actAs(owner, low, 'Suporte');
	const home = `/c/${clientId}`;
	await enter(page, user, home);
	await expectGoodLooksAt(page, [
		home,
		`${home}/invoices`,
		`${home}/invoices/${invoiceId}`,
		`${home}/company`,
		`${home}/accesses`,
		`${home}/no-such-page`
	]);
	await page.context().clearCookies();
	await enter(page, owner, `/as/${running}`);
	await expect(banner(page)).toBeVisible();
	await expectGoodLooksAt(page, [
		`/as/${running}`,
		`/as/${running}/company`,
		`/as/${running}/invoices`,
		`/as/${done}/ended`,
		`/as/${crypto.randomUUID()}`
	]);
});
