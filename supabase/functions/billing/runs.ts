import { createClient } from '@supabase/supabase-js';

/** The runs of the night as the database keeps them. */
export interface Runs {
	/** The id of the run that waits longest for its next chunk; null when none is going on. */
	take(): Promise<string | null>;
	/** Does the next chunk of the run in a transaction of its own. */
	advance(runId: string): Promise<{ isDone: boolean }>;
	/** Lets the runs of others go first, and this one be tried again after a minute. */
	postpone(runId: string): Promise<void>;
	/** Asks for another call of this function. */
	wake(): Promise<void>;
}

/** A chunk of two thousand invoices takes a fraction of a second; a database that is busy may take its time. */
const patienceMs = 20_000;

export function createRuns(supabaseUrl: string, secretKey: string): Runs {
	const db = createClient(supabaseUrl, secretKey, {
		auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false }
	});

	async function call<T>(name: string, parameters: object = {}): Promise<T> {
		const { data, error } = await db
			.rpc(name, parameters)
			.abortSignal(AbortSignal.timeout(patienceMs));
		if (error) throw new Error(`${name}: ${error.message}`);
		return data as T;
	}

	return {
		take: () => call<string | null>('take_billing_run'),
		async advance(runId) {
			const run = await call<{ state: string }>('advance_billing_run', { run_id: runId });
			return { isDone: run.state === 'done' };
		},
		postpone: (runId) => call('postpone_billing_run', { run_id: runId }),
		wake: () => call('wake_billing')
	};
}
