import { beforeAll, expect, test, vi } from 'vitest';
import { makeMember, makeTenant, onboard, type Member, type Tenant } from '../support/world.ts';
import { makeHousehold, type Household } from './household.ts';
import { joinEach } from './joins.ts';
import { hangUpAfterAll, listen, topicOf } from './listening.ts';
import { databaseConnection, platform } from './platform.ts';

// Every role and level, whoever acts in the place of another, strangers and nobodies, with every channel they may ask for.

// Thousands of requests each: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

const db = databaseConnection();
let household: Household;
let other: Tenant;
/** What is open to somebody, by what it is. */
let open: Record<'reseller' | 'client' | 'neighbour' | 'otherReseller' | 'otherClient', string>;
/** What is open to nobody: versions that were left or are to come, and what is no topic. */
let closed: string[];

hangUpAfterAll();
beforeAll(async () => {
	[household, other] = await Promise.all([makeHousehold(db), makeTenant(platform, 'elsewhere')]);
	const { tenant } = household;
	const left = await topicOf(tenant.staff.owner);
	await db.query(`select app.move_channel('reseller', $1), app.move_channel('client', $2)`, [
		tenant.resellerId,
		tenant.clientId
	]);
	const neighbour = await onboard(tenant.staff.owner.db, 'Vizinha');
	open = {
		reseller: await topicOf(tenant.staff.owner),
		client: await topicOf(tenant.clientUser),
		neighbour: `client:${neighbour.clientId}:1`,
		otherReseller: await topicOf(other.staff.owner),
		otherClient: await topicOf(other.clientUser)
	};
	const next = open.reseller.replace(/\d+$/, (version) => String(Number(version) + 1));
	closed = [
		left,
		next,
		`reseller:${tenant.resellerId}`,
		`reseller:${tenant.resellerId.toUpperCase()}:2`,
		`${open.reseller}:x`,
		open.reseller.replace(/(\d+)$/, '0$1'),
		`reseller:${tenant.slug}:2`,
		`reseller:${tenant.clientId}:1`,
		`client:${tenant.resellerId}:1`,
		`person:${tenant.staff.owner.personId}:1`,
		'reseller:*:1'
	];
});

/** Which of the open channels are for whom. */
function channelsOf(): { who: Pick<Member, 'label' | 'accessToken'>; hears: string[] }[] {
	const nobody = [...household.strangers, ...household.nobodies].map((who) => ({
		who,
		hears: [] as string[]
	}));
	return [
		...household.residents.map((who) => ({
			who,
			hears: [
				...(who.role ? [open.reseller] : [open.client]),
				// A session listens, not an account: who acts for a client remains a colleague.
				...(who.isImpersonating ? [open.reseller] : [])
			]
		})),
		...nobody,
		{ who: { label: 'anybody', accessToken: platform.publishableKey }, hears: [] },
		{ who: other.staff.owner, hears: [open.otherReseller] },
		{ who: other.clientUser, hears: [open.otherClient] },
		{ who: other.impersonator, hears: [open.otherReseller, open.otherClient] }
	];
}

test('everybody joins the channels of their accounts, and no other', async () => {
	const topics = [...Object.values(open), ...closed];
	// Support acts in somebody's place in this tenant, and one session may listen wherever the person acts.
	const supporting = household.tenant.staff.support.accessToken;
	await Promise.all(
		channelsOf().map(async ({ who, hears }) => {
			const joined = await joinEach(who.accessToken, topics);
			const entered = topics.filter((topic) => joined[topic]);
			const expected = new Set(hears);
			if (who.accessToken === supporting) expected.add(open.client);
			expect(new Set(entered), who.label).toEqual(expected);
		})
	);
});

test('a public channel of the same name hears nothing of what the database announces', async () => {
	const { tenant } = household;
	const isLetIn = await joinEach(platform.publishableKey, [open.reseller], false);
	expect(Object.keys(isLetIn)).toEqual([open.reseller]);
	const [staff, eavesdropper] = await Promise.all([
		listen(tenant.staff.viewer, open.reseller),
		listen(other.staff.owner, open.reseller, false)
	]);
	expect(staff.status).toBe('SUBSCRIBED');
	const { clientId } = await onboard(tenant.staff.owner.db, 'Anunciada');
	await expect.poll(() => staff.wire.join('\n').includes(clientId)).toBe(true);
	expect(eavesdropper.wire.join('\n')).not.toContain(clientId);
});

test('an expired or foreign token joins nothing', async () => {
	const revoked = await makeMember(platform, 'revoked', '', {
		reseller_id: household.tenant.resellerId,
		role: 'owner'
	});
	await db.query('delete from auth.sessions where user_id = $1', [revoked.personId]);
	const forged = `${revoked.accessToken.split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`;
	const tokens = [revoked.accessToken, forged, 'none', ''];
	const joined = await Promise.all(tokens.map((token) => joinEach(token, [open.reseller])));
	expect(joined).toEqual(tokens.map(() => ({ [open.reseller]: false })));
});
