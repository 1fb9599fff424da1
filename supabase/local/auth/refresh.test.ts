import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, signIn, startTestbed, type Reply, type Testbed } from './testbed.ts';

let bed: Testbed;
beforeAll(
	async () =>
		void (bed = await startTestbed({
			refreshTokenReuseInterval: 10,
			sessions: { timebox: 30 * 86_400, inactivityTimeout: 7 * 86_400 }
		}))
);
afterAll(() => bed.close());

const refresh = (token: string): Promise<Reply> =>
	bed.call('/token?grant_type=refresh_token', { body: { refresh_token: token } });

test('a refresh rotates the token and keeps the session', async () => {
	const first = (await signIn(bed, await createPerson(bed))).body;
	bed.passTime(5);
	const { status, body } = await refresh(first.refresh_token);
	expect(status).toBe(200);
	expect(body.refresh_token).not.toBe(first.refresh_token);
	const [before, after] = await Promise.all([
		bed.keys.verify(first.access_token),
		bed.keys.verify(body.access_token)
	]);
	expect(after.session_id).toBe(before.session_id);
	expect(after.amr).toEqual(before.amr);
	expect(after.exp).toBeGreaterThan(before.exp ?? 0);
	const [session] = await bed.sql<{ is_recent: boolean }>(
		`select refreshed_at > created_at at time zone 'utc' as is_recent from auth.sessions where id = $1`,
		[after.session_id]
	);
	expect(session.is_recent).toBe(true);
});

test('twenty refreshes at once with one token all get the same new one', async () => {
	const first = (await signIn(bed, await createPerson(bed))).body;
	// Holding the session until every connection of the service waits makes them truly concurrent.
	const release = await holdSessions(first.user.id);
	const asked = Array.from({ length: 20 }, () => refresh(first.refresh_token));
	await expect.poll(waitingConnections, { interval: 5, timeout: 40_000 }).toBe(10);
	await release();
	const replies = await Promise.all(asked);
	expect(replies.map((reply) => reply.status)).toEqual(Array(20).fill(200));
	expect(new Set(replies.map((reply) => reply.body.refresh_token)).size).toBe(1);
	for (const { body } of replies)
		expect((await bed.keys.verify(body.access_token)).sub).toBe(first.user.id);
	expect((await refresh(replies[0].body.refresh_token)).status).toBe(200);
});

test('a client that lost the answer may repeat, even much later', async () => {
	const first = (await signIn(bed, await createPerson(bed))).body;
	const second = (await refresh(first.refresh_token)).body;
	bed.passTime(3600);
	const repeated = await refresh(first.refresh_token);
	expect(repeated.status).toBe(200);
	expect(repeated.body.refresh_token).toBe(second.refresh_token);
});

test('an older token is accepted within the reuse interval only', async () => {
	const first = (await signIn(bed, await createPerson(bed))).body;
	const second = (await refresh(first.refresh_token)).body;
	const third = (await refresh(second.refresh_token)).body;
	bed.passTime(9);
	const late = await refresh(first.refresh_token);
	expect(late.status).toBe(200);
	expect((await refresh(third.refresh_token)).status).toBe(200);
});

test('a token that comes back after the interval ends the whole family', async () => {
	const first = (await signIn(bed, await createPerson(bed))).body;
	const second = (await refresh(first.refresh_token)).body;
	const third = (await refresh(second.refresh_token)).body;
	bed.passTime(11);
	const stolen = await refresh(first.refresh_token);
	expect(stolen.status).toBe(400);
	expect(stolen.body).toEqual({
		code: 400,
		error_code: 'refresh_token_already_used',
		msg: 'Invalid Refresh Token: Already Used'
	});
	// The newest token is revoked as well; within the interval it would be accepted once more.
	bed.passTime(11);
	const after = await refresh(third.refresh_token);
	expect([after.status, after.body.error_code]).toEqual([400, 'refresh_token_already_used']);
	const active = await bed.sql(
		'select 1 from auth.refresh_tokens where user_id = $1 and not revoked',
		[first.user.id]
	);
	expect(active).toEqual([]);
});

test('sessions end by inactivity, by their timebox and by sign-out', async () => {
	const person = await createPerson(bed);
	const idle = (await signIn(bed, person)).body;
	bed.passTime(7 * 86_400 + 1);
	const expired = await refresh(idle.refresh_token);
	expect(expired.body).toEqual({
		code: 400,
		error_code: 'session_expired',
		msg: 'Invalid Refresh Token: Session Expired (Inactivity)'
	});

	let active = (await signIn(bed, person)).body;
	for (let week = 0; week < 4; week++) {
		bed.passTime(7 * 86_400 - 1);
		active = (await refresh(active.refresh_token)).body;
	}
	bed.passTime(3 * 86_400);
	expect((await refresh(active.refresh_token)).body.msg).toBe(
		'Invalid Refresh Token: Session Expired'
	);

	const ended = (await signIn(bed, person)).body;
	await bed.call('/logout', { method: 'POST', token: ended.access_token });
	const gone = await refresh(ended.refresh_token);
	expect([gone.status, gone.body.error_code]).toEqual([400, 'refresh_token_not_found']);
});

test('a refresh of a session that is held for too long answers 409', async () => {
	const impatient = await startTestbed({}, bed.database, { lockTimeout: 50 });
	const first = (await signIn(bed, await createPerson(bed))).body;
	const release = await holdSessions(first.user.id);
	const reply = await impatient.call('/token?grant_type=refresh_token', {
		body: { refresh_token: first.refresh_token }
	});
	expect([reply.status, reply.body.error_code]).toEqual([409, 'conflict']);
	await release();
	expect((await refresh(first.refresh_token)).status).toBe(200);
	await impatient.close();
});

test('what has ended is removed a day later, and nothing that lives', async () => {
	const ended = (await signIn(bed, await createPerson(bed))).body;
	const rotated = (await refresh(ended.refresh_token)).body;
	const sessionId = (await bed.keys.verify(rotated.access_token)).session_id;
	const tokens = () =>
		bed.sql<{ token: string }>(
			'select token from auth.refresh_tokens where session_id = $1 order by id',
			[sessionId]
		);
	expect(await tokens()).toHaveLength(2);
	bed.passTime(86_400 + 60);
	const alive = (await signIn(bed, await createPerson(bed))).body;
	await expect.poll(tokens).toEqual([{ token: rotated.refresh_token }]);
	bed.passTime(8 * 86_400);
	await bed.call('/health');
	await expect.poll(tokens).toEqual([]);
	const renewed = (await signIn(bed, { ...alive.user, password: 'correct horse 1' })).body;
	expect((await refresh(renewed.refresh_token)).status).toBe(200);
});

/** Locks the sessions of the person as another refresh would. @returns what lets them go */
async function holdSessions(userId: string): Promise<() => Promise<void>> {
	const holder = new pg.Client(bed.database.url('supabase_admin'));
	await holder.connect();
	await holder.query('begin');
	await holder.query('select 1 from auth.sessions where user_id = $1 for update', [userId]);
	return () => holder.end();
}

async function waitingConnections(): Promise<number> {
	const waiting = await bed.sql(
		`select 1 from pg_stat_activity
		where usename = 'supabase_auth_admin' and wait_event_type = 'Lock'`
	);
	return waiting.length;
}
