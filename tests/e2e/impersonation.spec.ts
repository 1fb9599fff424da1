import type { Level, Member, Platform } from '../support/world.ts';
import { banner, enterAs, heading } from './steps/impersonation.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { field } from './steps/onboarding.ts';
import { actAs, joinAccount, makeClient, makeUser } from './steps/people.ts';
import { makeReseller, type Reseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { runSql } from './steps/sql.ts';

interface Scene {
	reseller: Reseller;
	support: Member;
	clientId: string;
	subject: Member;
	usersPath: string;
}

async function makeScene(platform: Platform, name: string, level: Level = 6): Promise<Scene> {
	const reseller = await makeReseller(platform, name);
	const owner = await reseller.addMember('owner');
	const support = await reseller.addMember('support');
	const { clientId } = await makeClient(owner, `Cliente de ${name}`);
	const subject = await makeUser(platform, reseller, clientId, { level, name: 'Gil Moura' });
	const usersPath = `${reseller.clientsPath}/${clientId}/users`;
	return { reseller, support, clientId, subject, usersPath };
}

test('in the place of a user and back: the user watches who, why and what, live', async ({
	page,
	openBrowser,
	platform
}) => {
	const { clientId, subject, support, usersPath } = await makeScene(platform, 'Mãos à Vista');
	const theirs = await openBrowser();
	await joinedLive(theirs, () => enter(theirs, subject, `/c/${clientId}/accesses`));
	await expect(heading(theirs, 'Ninguém acessou')).toBeVisible();
	await joinedLive(page, () => enter(page, support, usersPath));

	const portal = await enterAs(page, 'Gil Moura', 'Suporte técnico');
	const access = theirs.getByRole('article');
	await test.step('the portal says in whose place, why and for how long; the console stays oneself', async () => {
		await expect(banner(portal)).toContainText('Cliente de Mãos à Vista');
		await expect(banner(portal)).toContainText('Motivo: Suporte técnico');
		await expect(banner(portal).getByRole('timer')).toHaveText(/^(30:00|29:\d\d)$/);
		await expect(page.getByRole('button', { name: 'Conta de Pessoa support' })).toBeVisible();
		await expect(page.getByText('Pessoa support como Gil Moura')).toBeVisible();
		await expect(access).toContainText('Pessoa support');
		await expect(access).toContainText('Agora');
		await expect(access).toContainText('Suporte técnico');
		await page.reload();
		await expect(page.getByRole('button', { name: 'Conta de Pessoa support' })).toBeVisible();
	});

	await test.step('what is changed there shows here', async () => {
		await portal.getByRole('link', { name: 'Dados da empresa' }).click();
		await field(portal, 'Nome fantasia').fill('Loja do Gil');
		await portal.getByRole('button', { name: 'Salvar dados' }).click();
		await expect(portal.getByText('Dados salvos.')).toBeVisible();
		await access.getByText('1 alteração').click();
		await expect(access).toContainText('Nome fantasia');
		await expect(access).toContainText('Loja do Gil');
	});

	await test.step('neither one’s own settings nor the subject’s are within reach', async () => {
		await portal.getByRole('button', { name: 'Conta de Gil Moura' }).click();
		await expect(portal.getByRole('menuitem', { name: 'English' })).toBeVisible();
		for (const name of ['Minha conta', 'Trocar conta', 'Sair'])
			await expect(portal.getByRole('menuitem', { name })).toHaveCount(0);
		await portal.keyboard.press('Escape');
	});

	await test.step('out again', async () => {
		await banner(portal).getByRole('button', { name: 'Sair' }).click();
		await expect(heading(portal, 'Acesso encerrado')).toBeVisible();
		await expect(access).toContainText('saiu por conta própria');
		await expect(page.getByText('Pessoa support como Gil Moura')).toHaveCount(0);
		const address = portal.url().replace(/\/ended.*/, '/company');
		await portal.goto(address);
		await expect(heading(portal, 'Acesso encerrado')).toBeVisible();
		await portal.getByRole('link', { name: 'Voltar aos usuários do cliente' }).click();
		await expect(portal.getByRole('link', { name: 'Logar como Gil Moura' })).toBeVisible();
	});
});

test('two places at once, ended one from the console and one by the clock', async ({
	page,
	platform
}) => {
	const { clientId, reseller, support, usersPath } = await makeScene(platform, 'Dois Lugares');
	await makeUser(platform, reseller, clientId, { level: 2, name: 'Hugo Reis' });
	await joinedLive(page, () => enter(page, support, usersPath));
	const first = await enterAs(page, 'Gil Moura', 'Treinamento');
	const second = await enterAs(page, 'Hugo Reis', 'Conferir cobrança');
	await Promise.all([first.reload(), second.reload()]);
	await expect(banner(first)).toContainText('Gil Moura');
	await expect(banner(second)).toContainText('Hugo Reis');
	await expect(first.getByRole('link', { name: 'Dados da empresa' })).toBeVisible();

	await page.getByRole('button', { name: 'Encerrar o acesso como Gil Moura' }).click();
	await expect(heading(first, 'Acesso encerrado'), 'by itself').toBeVisible();
	await expect(banner(second)).toBeVisible();

	const [, , id] = new URL(second.url()).pathname.split('/');
	await runSql(
		platform,
		`update public.impersonations
		set started_at = started_at - interval '30 minutes', expires_at = expires_at - interval '30 minutes'
		where id = $1`,
		[id]
	);
	await expect(heading(second, 'O tempo deste acesso acabou'), 'by itself').toBeVisible();
});

test('an access ends when the membership of either side does', async ({
	page,
	openBrowser,
	platform
}) => {
	const { reseller, clientId, subject, support } = await makeScene(platform, 'Fim de Vínculo');
	const owner = await reseller.addMember('owner');
	const [byDemotion, byDeactivation] = [page, await openBrowser()];
	const other = await reseller.addMember('admin');
	for (const [tab, actor] of [
		[byDemotion, support],
		[byDeactivation, other]
	] as const) {
		const id = await actAs(actor, subject);
		await joinedLive(tab, () => enter(tab, actor, `/as/${id}`));
		await expect(banner(tab)).toBeVisible();
	}
	const membershipOf = async ({ personId }: Member) => {
		const { data } = await owner.db
			.from('memberships')
			.select('id')
			.eq('person_id', personId)
			.single<{ id: string }>()
			.throwOnError();
		return data.id;
	};
	await owner.db
		.rpc('change_user', { id: await membershipOf(support), role: 'viewer' })
		.throwOnError();
	await expect(heading(byDemotion, 'Este acesso foi encerrado')).toBeVisible();
	await expect(banner(byDeactivation)).toBeVisible();
	await owner.db.rpc('deactivate_user', { id: await membershipOf(subject) }).throwOnError();
	await expect(heading(byDeactivation, 'Este acesso foi encerrado')).toBeVisible();
	expect((await byDeactivation.request.get(`/c/${clientId}`)).status()).toBe(404);
});

test('exactly the rights of the subject: level 1 sees no invoices, level 4 pays and edits', async ({
	page,
	platform,
	troubles
}) => {
	troubles.expect(/answer 403: GET \S+\/invoices/);
	const { clientId, reseller, subject, support } = await makeScene(platform, 'Nível Certo', 1);
	const fourth = await makeUser(platform, reseller, clientId, { level: 4, name: 'Iara Nunes' });
	const [first, second] = [await actAs(support, subject), await actAs(support, fourth)];
	await enter(page, support, `/as/${first}`);
	await expect(page.getByRole('link', { name: 'Faturas', exact: true })).toHaveCount(0);
	await page.goto(`/as/${first}/invoices`);
	await expect(heading(page, 'Você não pode ver isto')).toBeVisible();
	await expect(banner(page), 'also on a page that refuses').toBeVisible();
	await page.goto(`/as/${first}/company`);
	await expect(page.getByRole('button', { name: 'Salvar dados' })).toHaveCount(0);

	await page.goto(`/as/${second}/invoices`);
	await page.getByRole('link', { name: /\d/ }).filter({ visible: true }).last().click();
	await expect(page.getByText('Pix', { exact: false }).first()).toBeVisible();
	await page.goto(`/as/${second}/company`);
	await expect(page.getByRole('button', { name: 'Salvar dados' })).toBeVisible();
});

test('no other way in: foreign, invented, mangled and finished accesses, the subject’s other accounts', async ({
	page,
	openBrowser,
	platform,
	troubles
}) => {
	troubles.expect(/answer 40[34]: /);
	const scene = await makeScene(platform, 'Porta Fechada');
	const { clientId, reseller, subject, support } = scene;
	const owner = await reseller.addMember('owner');
	const other = await makeClient(owner, 'Outra Conta do Gil');
	await joinAccount(platform, subject, {
		reseller_id: reseller.id,
		client_id: other.clientId,
		level: 6
	});
	const stranger = await makeScene(platform, 'Porta Alheia');
	const [mine, theirs, foreign] = [
		await actAs(support, subject),
		await actAs(owner, subject),
		await actAs(stranger.support, stranger.subject)
	];
	await enter(page, support, `/as/${mine}`);
	await expect(banner(page)).toBeVisible();

	await test.step('of a colleague, of another reseller, invented: no such access', async () => {
		for (const id of [theirs, foreign, crypto.randomUUID()]) {
			for (const path of ['', '/invoices', '/company']) {
				expect((await page.goto(`/as/${id}${path}`))?.status()).toBe(404);
				await expect(heading(page, 'Este acesso não existe mais')).toBeVisible();
				expect(await page.content()).not.toMatch(/Gil Moura|Porta Alheia|Porta Fechada/);
			}
		}
	});

	await test.step('mangled: a page that was never there', async () => {
		for (const id of ['x', '%00', '..%2f..', `${mine}%20`, mine.toUpperCase(), `${mine}/me`]) {
			const answer = await page.goto(`/as/${id}`);
			expect(answer?.status(), id).toBe(404);
			await expect(heading(page, 'Não encontramos esta página')).toBeVisible();
		}
	});

	await test.step('the actor is no user of the client, and of no other of the subject’s', async () => {
		for (const id of [clientId, other.clientId]) {
			expect((await page.goto(`/c/${id}`))?.status()).toBe(404);
			await expect(heading(page, 'Conta não encontrada')).toBeVisible();
		}
		await page.goto('/accounts');
		await expect(page).toHaveURL(new RegExp(`/r/${reseller.slug}$`));
		await page.goto('/me');
		await expect(page.getByRole('textbox', { name: 'Nome' })).toHaveValue('Pessoa support');
		await expect(page.getByText('Gil Moura')).toHaveCount(0);
	});

	await test.step('nobody else gets in by the address of a running access', async () => {
		for (const member of [subject, owner, stranger.support]) {
			const tab = await openBrowser();
			await enter(tab, member, `/as/${mine}`);
			await expect(heading(tab, 'Este acesso não existe mais')).toBeVisible();
		}
		await page.goto(`/as/${mine}`);
		await expect(banner(page)).toBeVisible();
	});

	await test.step('who may not log in as somebody finds no button and no page', async () => {
		const finance = await reseller.addMember('finance');
		const tab = await openBrowser();
		await enter(tab, finance, scene.usersPath);
		await expect(tab.getByText('Gil Moura', { exact: true })).toBeVisible();
		await expect(tab.getByRole('link', { name: /Logar como/ })).toHaveCount(0);
		await tab.getByRole('link', { name: 'Acessos', exact: true }).click();
		await expect(tab.getByRole('table', { name: 'Quem acessou' })).toContainText('Pessoa owner');
	});
});
