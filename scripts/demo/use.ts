import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { createUsageClient, type UsageEvent } from '../../src/lib/docs/balcao-usage.ts';

/** What share of its sessions a client has used, client by client in turn: some have plenty, some nearly none left. */
const usedShares = [0.46, 0.84, 0.12, 0.68, 0.05, 0.33, 0.57, 0.92, 0.24, 1, 0.74, 0.4];
/** How much is used in each hour of a day in São Paulo. */
const hourlyWeights = [
	...[1, 0, 0, 0, 0, 0, 1, 3, 7, 10, 12, 11],
	...[8, 9, 11, 12, 11, 10, 8, 6, 5, 4, 3, 2]
];
const hoursBack = 48;
const hourMs = 3_600_000;

/** Reports what the chats of the last two days used, as a chat platform does: with an API key, in batches. */
export async function reportUse(owner: SupabaseClient, apiUrl: string): Promise<void> {
	const { data: apiKey } = await owner
		.rpc('create_api_key', {
			request_id: randomUUID(),
			name: 'Plataforma de chat',
			scopes: ['usage.write', 'usage.read']
		})
		.throwOnError();
	const usage = createUsageClient({
		baseUrl: `${apiUrl}/functions/v1/usage`,
		apiKey: apiKey.secret
	});
	const events: UsageEvent[] = [];
	const now = Date.now();
	for await (const client of usage.clients()) {
		if (!client.is_metered || client.is_stopped) continue;
		const share = usedShares[client.client_number % usedShares.length]!;
		events.push(...usesOf(client.client_number, Math.round(client.quota_left * share), now));
	}
	const results = await usage.reportAll(events);
	// Whoever began within these two days could use nothing before.
	const refused = results.find(
		({ outcome, code }) => outcome === 'refused' && code !== 'subscription_not_active'
	);
	if (refused) throw new Error(`the demo's use was refused: ${refused.code}`);
}

/** So many sessions, spread over the hours until now; the sum is exact. */
function usesOf(clientNumber: number, sessions: number, now: number): UsageEvent[] {
	const hours = Array.from({ length: hoursBack }, (_, index) => {
		const at = new Date(now - (hoursBack - index) * hourMs);
		return { at, weight: hourlyWeights[(at.getUTCHours() + 21) % 24]! };
	});
	const total = hours.reduce((sum, { weight }) => sum + weight, 0);
	let weighed = 0;
	let reported = 0;
	return hours.flatMap(({ at, weight }) => {
		weighed += weight;
		const quantity = Math.round((sessions * weighed) / total) - reported;
		reported += quantity;
		if (quantity === 0) return [];
		const key = `chat-${clientNumber}-${at.toISOString().slice(0, 13)}`;
		return [{ key, client_number: clientNumber, quantity, occurred_at: at.toISOString() }];
	});
}
