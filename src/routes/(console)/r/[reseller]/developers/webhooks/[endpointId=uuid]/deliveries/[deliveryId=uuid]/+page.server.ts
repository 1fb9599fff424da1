import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { getDelivery } from '#lib/webhooks/deliveries.server.ts';
import { nothingSchema } from '#lib/webhooks/webhook-schema.ts';
import { getEndpoint, replayDelivery } from '#lib/webhooks/webhooks.server.ts';
import { requireApi } from '../../../require-api.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends('live:webhook_endpoints', 'live:webhook_deliveries');
	const { id } = requireApi(await parent());
	const [endpoint, delivery] = await Promise.all([
		getEndpoint(locals.db, id, params.endpointId),
		getDelivery(locals.db, id, params.endpointId, params.deliveryId)
	]);
	return { endpoint, delivery };
}

export const actions = {
	replay: formAction(nothingSchema, async (_, { locals, params }) => {
		await replayDelivery(locals.db, params.deliveryId ?? '');
		return m.webhooks_replaying_one();
	})
};
