import { PUBLIC_SUPABASE_URL } from '$app/env/public';
import { listApiKeys } from '#lib/api-keys/api-keys.server.ts';
import { sources } from '#lib/docs/sources.server.ts';
import { getSessionSettings } from '#lib/dunning/session-settings.server.ts';
import { requireApi } from '../webhooks/require-api.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:api_keys');
	const { id } = requireApi(await parent());
	const [keys, settings] = await Promise.all([
		listApiKeys(locals.db),
		getSessionSettings(locals.db, id)
	]);
	return {
		baseUrl: `${PUBLIC_SUPABASE_URL}/functions/v1/usage`,
		keyPrefix: keys.find(({ state }) => state === 'active')?.prefix ?? null,
		usageWindowHours: settings.usageWindowHours,
		sources
	};
}
