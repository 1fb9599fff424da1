import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { formAction } from '#lib/forms/form-action.server.ts';
import { endpointPath } from '#lib/webhooks/webhook-paths.ts';
import { newEndpointSchema } from '#lib/webhooks/webhook-schema.ts';
import { getEndpoint, saveEndpoint } from '#lib/webhooks/webhooks.server.ts';
import { requireApi } from '../../require-api.server.ts';

export async function load({ locals, params, parent }) {
	const { id } = requireApi(await parent());
	const endpoint = await getEndpoint(locals.db, id, params.endpointId);
	return {
		endpoint,
		form: await superValidate(endpoint, zod4(newEndpointSchema), { errors: false })
	};
}

export const actions = {
	default: formAction(newEndpointSchema, async (fields, { locals, params }) => {
		const { reseller = '', endpointId = '' } = params;
		await saveEndpoint(locals.db, endpointId, fields);
		redirect(303, endpointPath(reseller, endpointId));
	})
};
