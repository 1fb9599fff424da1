import { beforeAll, describe, expect, test } from 'vitest';
import { makeMember, makeTenant, type Tenant } from '../support/world.ts';
import { platform } from './platform.ts';
import { byPassword, stateOf, type SignedIn } from './signing-in.ts';

let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'devices');
});

const colleague = (label: string) =>
	makeMember(platform, label, `reseller/${tenant.slug}`, {
		reseller_id: tenant.resellerId,
		role: 'admin'
	});

const seesClients = async ({ db: who }: SignedIn) =>
	(await who.from('clients').select('id').throwOnError()).data!.length > 0;

describe('a session that was revoked', () => {
	const sessionsOf = async (session: SignedIn) =>
		(await session.db.rpc('my_sessions').throwOnError()).data as {
			id: string;
			is_current: boolean;
		}[];

	test('is refused at the next request, and its refresh token too', async () => {
		const member = await colleague('several devices');
		const [here, lost] = [await byPassword(member), await byPassword(member)];
		expect((await sessionsOf(here)).map(({ id }) => id)).toContain(lost.sessionId);
		expect((await sessionsOf(here)).find(({ is_current }) => is_current)?.id).toBe(here.sessionId);
		expect((await here.db.rpc('revoke_session', { id: lost.sessionId }).throwOnError()).data).toBe(
			true
		);
		expect(await stateOf(lost)).toBe('signed_out');
		expect(await seesClients(lost)).toBe(false);
		const refreshed = await lost.auth.auth.refreshSession({ refresh_token: lost.refreshToken });
		expect(refreshed.error).not.toBeNull();
		expect(refreshed.data.session).toBeNull();
		expect((await here.db.rpc('revoke_session', { id: lost.sessionId }).throwOnError()).data).toBe(
			false
		);
		expect(await stateOf(here)).toBe('ready');
	});

	test('with all others leaves the one that asked', async () => {
		const member = await colleague('all others');
		const here = await byPassword(member);
		const others = [await byPassword(member), await byPassword(member)];
		// The session that the member was made with is one more.
		expect((await here.db.rpc('revoke_other_sessions').throwOnError()).data).toBe(3);
		expect(await Promise.all(others.map(stateOf))).toEqual(['signed_out', 'signed_out']);
		expect(await sessionsOf(here)).toHaveLength(1);
	});

	test('is one of the own, never of another', async () => {
		const [member, other] = await Promise.all([colleague('own'), colleague('foreign')]);
		const [mine, theirs] = [await byPassword(member), await byPassword(other)];
		expect(
			(await mine.db.rpc('revoke_session', { id: theirs.sessionId }).throwOnError()).data
		).toBe(false);
		expect(await stateOf(theirs)).toBe('ready');
		expect((await sessionsOf(mine)).map(({ id }) => id)).not.toContain(theirs.sessionId);
	});
});
