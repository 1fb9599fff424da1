import { banner } from './steps/impersonation.ts';
import { expect, test } from './steps/journey.ts';
import { joinedLive } from './steps/live.ts';
import { actAs, makeClient, makeUser, membershipOf } from './steps/people.ts';
import { makeReseller } from './steps/reseller.ts';
import { enter } from './steps/session.ts';
import { recordWire } from './steps/wire.ts';

/** The number in every form in which a page, an answer or a message might hold it. */
function formsOf(e164: string): string[] {
	const [, area, head, tail] = /^\+55(\d\d)(\d{5})(\d{4})$/.exec(e164)!;
	return [`${area}${head}${tail}`, `${head}${tail}`, `${head}-${tail}`, `${head} ${tail}`];
}

test('who may not see phones never gets a number: in no page, no answer, no message', async ({
	openBrowser,
	platform
}) => {
	test.slow();
	const reseller = await makeReseller(platform, 'Sem Número');
	const owner = await reseller.addMember('owner');
	const blind = await reseller.addMember('admin');
	const { clientId, invoiceId } = await makeClient(owner, 'Floricultura Íris');
	await owner.db
		.rpc('change_user', { id: await membershipOf(blind), sees_phones: false })
		.throwOnError();
	const user = await makeUser(platform, reseller, clientId, { name: 'Joana Dias' });
	const blindUser = await makeUser(platform, reseller, clientId, {
		seesPhones: false,
		name: 'Kika Melo'
	});
	const impersonation = await actAs(blind, user);
	const console = `${reseller.clientsPath}/${clientId}`;
	// Not the number of the examples, which stands in the forms' own code.
	const [earlier, later] = ['+5521934567812', '+5521912345670'];
	await user.db
		.rpc('save_company', { fields: { trade_name: 'Floricultura Íris', phone: earlier } })
		.throwOnError();
	const journeys = [
		{ member: owner, sees: true, paths: [`/r/${reseller.slug}/audit`, console] },
		{
			member: blind,
			sees: false,
			paths: [
				reseller.clientsPath,
				`${console}/users`,
				`${console}/accesses`,
				`${console}/invoices/${invoiceId}`,
				`/r/${reseller.slug}/audit`,
				`/r/${reseller.slug}/team`,
				`/as/${impersonation}`,
				`/as/${impersonation}/accesses`,
				`/as/${impersonation}/company`,
				console
			]
		},
		{
			member: blindUser,
			sees: false,
			paths: [`/c/${clientId}`, `/c/${clientId}/accesses`, `/c/${clientId}/company`]
		},
		{ member: user, sees: true, paths: [`/c/${clientId}/company`] }
	];
	const open = [];
	for (const { member, sees, paths } of journeys) {
		const page = await openBrowser();
		const wire = recordWire(page);
		const [last] = paths.slice(-1);
		await joinedLive(page, () => enter(page, member, paths[0]!));
		for (const path of paths.slice(1, -1)) {
			await page.goto(path);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			if (path.startsWith('/as/')) await expect(banner(page)).toBeVisible();
			await page.request.get(`${path}/__data.json`);
		}
		await joinedLive(page, () => page.goto(last!));
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		open.push({ page, wire, sees, label: member.label });
	}

	// A change while all of them look: what is announced must not carry it either.
	await user.db
		.rpc('save_company', { fields: { trade_name: 'Íris Flores', phone: later } })
		.throwOnError();
	for (const { page, wire, sees, label } of open) {
		await expect(page.getByText('Íris Flores').first(), label).toBeVisible();
		const text = await wire.text();
		const found = [earlier, later].flatMap(formsOf).filter((form) => text.includes(form));
		if (sees) expect(found, label).not.toEqual([]);
		else expect(found, label).toEqual([]);
	}
});
