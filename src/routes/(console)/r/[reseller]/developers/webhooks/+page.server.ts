import { countDeliveries, listEndpoints } from '#lib/webhooks/webhooks.server.ts';
import { requireApi } from './require-api.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:webhook_endpoints', 'live:webhook_deliveries');
	const { id } = requireApi(await parent());
	const [endpoints, counts] = await Promise.all([
		listEndpoints(locals.db, id),
		countDeliveries(locals.db, Date.now())
	]);
	return {
		endpoints: endpoints.map((one) => ({ ...one, counts: counts.get(one.id) ?? null }))
	};
}
