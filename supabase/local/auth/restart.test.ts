import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../postgres/postgres.ts';
import { startThrowawayDatabase } from '../testing/throwaway-database.ts';
import { createPerson, signIn, startTestbed, type Reply, type Testbed } from './testbed.ts';

test('losing the database is answered as passing, and ends when it is back', async () => {
	const database = await startThrowawayDatabase({ fsync: true });
	const bed = await startTestbed({}, database);
	const person = await createPerson(bed);
	const { access_token } = (await signIn(bed, person)).body;

	// Connections die under requests that are on their way.
	const requests = Array.from({ length: 12 }, () => signIn(bed, person));
	await bed.sql(
		`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'supabase_auth_admin'`
	);
	for (const { status, body } of await Promise.all(requests)) {
		expect([200, 503]).toContain(status);
		if (status === 503) expect(body.error_code).toBe('unexpected_failure');
	}
	expect((await signIn(bed, person)).status).toBe(200);

	const { dataDir, port } = database;
	process.kill(database.pid, 'SIGQUIT');
	await database.exited;
	const down = await bed.call('/user', { token: access_token });
	expect([down.status, down.body.error_code]).toEqual([503, 'unexpected_failure']);
	const { error } = await bed.client().auth.signInWithPassword(person);
	expect(error).toMatchObject({ name: 'AuthRetryableFetchError', status: 503 });

	const again = await startPostgres({ dataDir, port, fsync: false });
	onTestFinished(async () => {
		await bed.close();
		await again.stop();
		await database.stop();
	});
	expect((await bed.call('/user', { token: access_token })).status).toBe(200);
	expect((await signIn(bed, person)).status).toBe(200);
	expect(unexpected(bed)).toEqual([]);
});

test('an address cannot be told from the time of the answer', async () => {
	const bed = await startTestbed({}, undefined, { uniformAnswerTime: 150 });
	onTestFinished(() => bed.close());
	const { email } = await createPerson(bed);
	for (const address of [email, 'nobody@example.com']) {
		const before = performance.now();
		const reply: Reply = await bed.call('/recover', { body: { email: address } });
		expect(reply.status).toBe(200);
		expect(performance.now() - before).toBeGreaterThanOrEqual(149);
	}
});

function unexpected(bed: Testbed): string[] {
	return bed.problems.filter((problem) => !problem.startsWith('Database is unavailable'));
}
