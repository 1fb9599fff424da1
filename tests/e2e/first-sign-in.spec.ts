import { password } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { field } from './steps/onboarding.ts';
import { invitationLink } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { clientsHeading, codeFor, codeHeading, signIn, signInHeading } from './steps/sign-in.ts';
import { runSql } from './steps/sql.ts';
import { doWith, rowOf } from './steps/users.ts';

test('an invitation leads from the mail to the account: link, password, code, and then no code any more', async ({
	page,
	openBrowser,
	platform,
	inbox
}) => {
	const reseller = await makeReseller(platform, 'Convite Aberto');
	const owner = await reseller.addMember('owner');
	const email = `bia.${crypto.randomUUID().slice(0, 8)}@people.example`;
	const guest = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });

	await test.step('the owner invites; inviting again only after the waiting time, which is told', async () => {
		await joinedLive(page, () => enter(page, owner, `/r/${reseller.slug}/team`));
		await page.getByRole('link', { name: 'Convidar pessoa' }).click();
		await field(page, 'Nome').fill('Bia Ramos');
		await field(page, 'E-mail').fill(email);
		await page.getByRole('radio', { name: 'Atendimento' }).check();
		await page.getByRole('button', { name: 'Enviar convite' }).click();
		await expect(rowOf(page, 'Bia Ramos')).toContainText('Convidado');

		await doWith(page, 'Bia Ramos', 'Reenviar convite');
		await expect(page.getByText(/\d+ (s|segundos)/)).toBeVisible();
		await runSql(
			platform,
			`update public.invitations set sent_at = sent_at - interval '2 minutes' where email = $1`,
			[email]
		);
	});

	const first = await invitationLink(inbox, email);
	await doWith(page, 'Bia Ramos', 'Reenviar convite');
	await expect(page.getByText('Convite reenviado')).toBeVisible();
	const second = await invitationLink(inbox, email, first);

	await test.step('the link of the first mail is as good as that of the second', async () => {
		for (const link of [second, first]) {
			await guest.goto(link);
			await expect(guest.getByRole('heading', { name: 'Você recebeu um convite' })).toBeVisible();
			await expect(guest.getByRole('main')).toContainText(reseller.name);
			await expect(guest.getByRole('main')).toContainText('Como Atendimento');
		}
	});

	await test.step('a password, and the code from the inbox, pasted as people copy it', async () => {
		await guest.getByLabel('Crie uma senha').fill('curta');
		await guest.getByRole('button', { name: 'Criar acesso' }).click();
		await expect(guest.getByText('Use ao menos 8 caracteres.')).toBeVisible();
		await guest.getByLabel('Crie uma senha').fill(password);
		await guest.getByRole('button', { name: 'Criar acesso' }).click();
		await expect(codeHeading(guest)).toBeVisible();
		await expect(guest.getByText(/Novo código disponível em 0:\d\d/)).toBeVisible();
		await expect(rowOf(page, 'Bia Ramos'), 'live at the owner’s').toContainText('Ativo');

		await guest.goto(reseller.clientsPath);
		await expect(codeHeading(guest), 'nothing before the code').toBeVisible();
		const code = await codeFor(inbox, email);
		await guest.evaluate(
			(text) => navigator.clipboard.writeText(text),
			`${code.slice(0, 3)} ${code.slice(3)}`
		);
		await guest.getByRole('textbox', { name: 'Código' }).focus();
		await guest.keyboard.press('Control+V');
		await expect(clientsHeading(guest)).toBeVisible();
	});

	await test.step('from the second time on the password is enough', async () => {
		const elsewhere = await openBrowser();
		await elsewhere.goto(reseller.clientsPath);
		await signIn(elsewhere, email, password);
		await expect(clientsHeading(elsewhere)).toBeVisible();
	});

	await test.step('the link opens what was accepted, for this person only', async () => {
		await guest.goto(first);
		await expect(guest.getByText('Este convite já foi aceito.')).toBeVisible();
		await page.goto(first);
		await expect(page.getByText(`Este convite é para ${email}.`, { exact: false })).toBeVisible();
	});
});

test('an invitation that was revoked, has run out or never was says so', async ({
	page,
	platform,
	inbox,
	troubles
}) => {
	troubles.expect(/answer 404: GET \S+\/invite\//);
	const reseller = await makeReseller(platform, 'Convite Morto');
	const owner = await reseller.addMember('owner');
	const dead = page.getByRole('heading', { name: 'Este convite não vale mais' });
	const invite = async () => {
		const id = crypto.randomUUID();
		const email = `${id}@people.example`;
		await owner.db.rpc('invite_member', { id, name: 'Ana', email, role: 'viewer' }).throwOnError();
		return { id, link: await invitationLink(inbox, email) };
	};
	const [revoked, expired] = [await invite(), await invite()];
	await owner.db.rpc('revoke_invitation', { id: revoked.id }).throwOnError();
	await runSql(platform, 'update public.invitations set expires_at = now() where id = $1', [
		expired.id
	]);
	for (const link of [revoked.link, expired.link, '/invite/x', `/invite/${'a'.repeat(32)}`]) {
		await page.goto(link);
		await expect(dead, link).toBeVisible();
	}
	await page.getByRole('link', { name: 'Entrar' }).click();
	await expect(signInHeading(page)).toBeVisible();
});
