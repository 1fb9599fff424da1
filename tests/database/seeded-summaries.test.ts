import { Client } from 'pg';
import { expect, test } from 'vitest';
import { seedClients } from '../bench/seed/seed-clients.ts';
import { seedReseller } from '../bench/seed/seed-reseller.ts';
import { platform } from './platform.ts';

test('what the seed factory writes into the read model is what triggers would have derived', async () => {
	const url = new URL(platform.databaseUrl);
	// Only a superuser may silence triggers, which is what makes the factory fast.
	url.username = 'supabase_admin';
	const db = new Client({ connectionString: url.href });
	await db.connect();
	try {
		const { id } = await seedReseller(db, 'seeded', 'Seeded');
		const counts = await seedClients(db, { resellerId: id, clients: 400, invoicesPerClient: 3 });
		expect(counts).toMatchObject({ clients: 400, client_summaries: 400 });
		expect(counts.suspensions).toBeGreaterThan(0);
		const summaries = async () =>
			(
				await db.query(
					'select * from public.client_summaries where reseller_id = $1 order by number',
					[id]
				)
			).rows;
		const seeded = await summaries();
		await db.query('update public.clients set updated_at = updated_at where reseller_id = $1', [
			id
		]);
		await db.query(
			`select app.derive_plans(k.keys), app.derive_dues(k.keys) from (
				select array_agg(row(reseller_id, id)::app.client_key) as keys from public.clients where reseller_id = $1
			) k`,
			[id]
		);
		expect(await summaries()).toEqual(seeded);
		expect((await db.query('select * from app.check_sessions($1)', [id])).rows).toEqual([]);
		const meters = async () =>
			(
				await db.query(
					`select to_jsonb(m) - '{version,unsummarised_since}'::text[] as meter
					from public.session_meters m where reseller_id = $1 order by client_id`,
					[id]
				)
			).rows;
		const seededMeters = await meters();
		expect(seededMeters.length).toBeGreaterThan(0);
		await db.query(
			`select app.settle_meters(array_agg(row(reseller_id, client_id)::app.client_key))
			from public.session_meters where reseller_id = $1`,
			[id]
		);
		expect(await meters()).toEqual(seededMeters);
		for (const column of ['due_on', 'last_paid_on', 'plan_id', 'sessions_left', 'archived_at'])
			expect(new Set(seeded.map((row) => row[column] === null))).toEqual(new Set([true, false]));
	} finally {
		await db.end();
	}
});
