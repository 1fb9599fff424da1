import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { seedClients } from '../seed/seed-clients.ts';
import { seedReseller } from '../seed/seed-reseller.ts';

/** A reseller whose clients use sessions, and the keys with which it reports that. */
export interface MeteredDesk {
	resellerId: string;
	slug: string;
	/** Several, since each may only send so much. */
	apiKeys: string[];
	/** Clients that have a quota and may use it. */
	clientIds: string[];
}

/** Seeds a reseller with so many clients, each metered one with a million sessions left. @param db as superuser */
export async function seedMeteredDesk(
	db: pg.Client,
	slug: string,
	clients: number
): Promise<MeteredDesk> {
	const { id: resellerId } = await seedReseller(db, slug, slug);
	await seedClients(db, { resellerId, clients, invoicesPerClient: 1 });
	await db.query('begin');
	await db.query('set local session_replication_role = replica');
	const enough = [
		'update public.plan_versions set session_quota = 1000000 where reseller_id = $1 and session_quota is not null',
		'update public.session_quotas set granted = 1000000, quota_left = 1000000 where reseller_id = $1',
		`update public.session_entries set quota = 1000000 where reseller_id = $1 and kind = 'grant'`,
		`update public.session_meters set quota_left = 1000000 where reseller_id = $1 and is_metered`,
		'update public.client_summaries set sessions_left = 1000000 where reseller_id = $1 and sessions_left is not null'
	];
	for (const sql of enough) await db.query(sql, [resellerId]);
	await db.query('commit');
	const apiKeys = Array.from({ length: 8 }, () => `blc_live_${randomBytes(20).toString('hex')}`);
	for (const apiKey of apiKeys)
		await db.query(
			`insert into public.api_keys (reseller_id, name, prefix, key_hash, scopes)
			values ($1, 'Chat', left($2, 17), $3, '{usage.write,usage.read}')`,
			[resellerId, apiKey, createHash('sha256').update(apiKey).digest('hex')]
		);
	const { rows } = await db.query<{ client_id: string }>(
		'select client_id from public.session_meters where reseller_id = $1 and is_metered and stops_until is null order by client_id',
		[resellerId]
	);
	return { resellerId, slug, apiKeys, clientIds: rows.map(({ client_id }) => client_id) };
}
