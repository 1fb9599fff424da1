import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';

/** How many nights a demo has behind it. */
export const nightsBehind = 75;

interface History {
	/** The owner, acting in the reseller. */
	owner: SupabaseClient;
	admin: SupabaseClient;
	resellerId: string;
	/** `yyyy-mm-dd`: the day on which it ends. */
	today: string;
	/** What people do on a day, before its night's run. */
	onDay(day: string): Promise<void>;
	/** Asked once for each invoice, on the day that it is due. */
	paysOnTime(clientId: string): boolean;
}

/**
 * Lives through the past day by day on the test clock, with the same runs and commands as every other day has. The
 * clock stays where the history ends: a demo goes on when somebody says so.
 */
export async function liveThrough({
	owner,
	admin,
	resellerId,
	today,
	onDay,
	paysOnTime
}: History): Promise<void> {
	const setClock = (day: string, target: string) =>
		admin
			.from('resellers')
			.update({ test_clock_on: day, test_clock_target_on: target })
			.eq('id', resellerId)
			.throwOnError();

	for (let night = nightsBehind; night >= 0; night--) {
		const day = addDays(today, -night);
		await setClock(addDays(day, -1), day);
		await runNight(admin);
		await onDay(day);
		await payWhatIsDue(owner, resellerId, day, paysOnTime);
	}
}

async function runNight(admin: SupabaseClient): Promise<void> {
	for (;;) {
		const { data: runId } = await admin.rpc('take_billing_run').throwOnError();
		if (!runId) return;
		await admin.rpc('advance_billing_run', { run_id: runId }).throwOnError();
	}
}

async function payWhatIsDue(
	owner: SupabaseClient,
	resellerId: string,
	day: string,
	paysOnTime: (clientId: string) => boolean
): Promise<void> {
	const { data: invoices } = await owner
		.from('invoice_list')
		.select('id, client_id')
		.eq('reseller_id', resellerId)
		.eq('due_on', day)
		.gt('open_cents', 0)
		.throwOnError();
	for (const invoice of (invoices ?? []) as { id: string; client_id: string }[]) {
		if (!paysOnTime(invoice.client_id)) continue;
		await owner
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: invoice.id })
			.throwOnError();
	}
}

/** @param day `yyyy-mm-dd` */
export function addDays(day: string, days: number): string {
	const instant = new Date(`${day}T00:00:00Z`);
	instant.setUTCDate(instant.getUTCDate() + days);
	return instant.toISOString().slice(0, 10);
}
