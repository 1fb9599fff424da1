import { createClient } from '@supabase/supabase-js';
import type { Settings } from './settings.ts';

export interface LeasedMail {
	id: string;
	lease: string;
	template: string;
	recipient: string;
	attempts: number;
	data: unknown;
}

export type Outcome = { kind: 'sent' } | { kind: 'retry' | 'park'; error: string };

export interface Outbox {
	/** The mail that is due longest, leased to the caller alone; null when nothing is due. */
	take(): Promise<LeasedMail | null>;
	/** @returns false when the lease was lost meanwhile: somebody else has the mail now */
	finish(mail: LeasedMail, outcome: Outcome): Promise<boolean>;
}

/** Longer than a delivery may last with its report (`limits` in deliver.ts), so no lease runs out while its mail is on the way. */
export const leaseSeconds = 60;
const takePatienceMs = 4_000;
const finishPatienceMs = 2_500;
const finishTries = 3;

export function createOutbox({ supabaseUrl, secretKeys: [key = ''] }: Settings): Outbox {
	const db = createClient(supabaseUrl, key, {
		auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false }
	});

	return {
		async take() {
			// One at a time: a mail that waits for its turn would spend its lease waiting.
			const { data, error } = await db
				.rpc('take_emails', { batch_size: 1, lease_seconds: leaseSeconds })
				.abortSignal(AbortSignal.timeout(takePatienceMs));
			if (error) throw new Error(`take_emails: ${error.message}`);
			return (data as LeasedMail[])[0] ?? null;
		},

		async finish({ id, lease }, outcome) {
			for (let left = finishTries - 1; ; left--) {
				const { data, error } = await db
					.rpc('finish_email', {
						id,
						lease,
						outcome: outcome.kind,
						error: outcome.kind === 'sent' ? null : outcome.error
					})
					.abortSignal(AbortSignal.timeout(finishPatienceMs));
				if (!error) return data === true;
				if (left === 0) throw new Error(`finish_email: ${error.message}`);
				await new Promise((resolve) => setTimeout(resolve, 200));
			}
		}
	};
}
