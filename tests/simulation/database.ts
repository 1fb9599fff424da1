import { Client } from 'pg';
import { onFreshDatabase } from '../../supabase/local/project/inspection.ts';

/** A migrated database of one's own: no worker is there who would take up a run that was left. */
export async function startFreshDatabase(): Promise<{ url: string; stop(): Promise<void> }> {
	const started = Promise.withResolvers<string>();
	const stopping = Promise.withResolvers<undefined>();
	const running = onFreshDatabase(process.cwd(), async ({ ownerUrl }) => {
		started.resolve(ownerUrl);
		await stopping.promise;
	});
	running.catch(started.reject);
	return {
		url: await started.promise,
		stop: () => {
			stopping.resolve(undefined);
			return running;
		}
	};
}

/** What follows from billing and is looked at elsewhere: the trail, hints to pages, kept figures and lists, the gateway's charges. */
const bystanders = [
	...['announce', 'keep_trail', 'count_client_changes', 'wake_after_outbox'],
	...['keep_figures_of_subscriptions', 'keep_figures_of_invoices', 'keep_figures_of_payments'],
	...['keep_figures_of_credit_entries', 'log_recurring_start', 'log_recurring_change'],
	...['log_recurring_end', 'derive_after_change', 'derive_new_invoices'],
	...['summarise_new_clients', 'summarise_changed_clients', 'want_charges_of_invoices'],
	...['want_charges_of_changed_invoices']
];

const leaveOutBystanders = `do $$ declare one record; begin
	for one in
		select t.tgrelid::regclass as relation, t.tgname from pg_trigger t join pg_proc p on p.oid = t.tgfoid
		where not t.tgisinternal and p.pronamespace = 'app'::regnamespace and p.proname = any ('{${bystanders.join()}}')
	loop
		execute format('alter table %s disable trigger %I', one.relation, one.tgname);
	end loop;
end $$`;

/**
 * Connections to such a database on which a seed plays the same every time: subscriptions have the ids that it drew.
 * `bare`: for many histories, without what a table's changes bring about beside billing.
 */
export async function onSimulationDatabase<Result>(
	{ connections, bare = false }: { connections: number; bare?: boolean },
	work: (clients: Client[]) => Promise<Result>
): Promise<Result> {
	const database = await startFreshDatabase();
	const clients = Array.from({ length: connections }, () => {
		return new Client({ connectionString: database.url });
	});
	try {
		await Promise.all(clients.map((client) => client.connect()));
		await clients[0]!.query(`alter table public.subscriptions alter column id
			set default coalesce(nullif(current_setting('simulation.next_id', true), '')::uuid, gen_random_uuid())`);
		if (bare) await clients[0]!.query(leaveOutBystanders);
		for (const client of clients) {
			// Thousands of short commands of the same few kinds, of which nothing is to be kept.
			await client.query('set jit = off; set synchronous_commit = off');
			if (bare)
				await client.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off');
		}
		return await work(clients);
	} finally {
		await Promise.all(clients.map((client) => client.end()));
		await database.stop();
	}
}
