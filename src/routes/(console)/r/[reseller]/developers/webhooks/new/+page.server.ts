import { randomUUID } from 'node:crypto';
import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { formAction } from '#lib/forms/form-action.server.ts';
import { endpointPath } from '#lib/webhooks/webhook-paths.ts';
import { newEndpointSchema } from '#lib/webhooks/webhook-schema.ts';
import { createEndpoint } from '#lib/webhooks/webhooks.server.ts';
import { requireApi } from '../require-api.server.ts';

export async function load({ parent }) {
	requireApi(await parent());
	return {
		form: await superValidate({ id: randomUUID() }, zod4(newEndpointSchema), { errors: false })
	};
}

export const actions = {
	default: formAction(newEndpointSchema, async (endpoint, { locals, params }) => {
		await createEndpoint(locals.db, endpoint);
		redirect(303, endpointPath(params.reseller ?? '', endpoint.id));
	})
};
