import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { clientFormOf } from '#lib/clients/client-fields.ts';
import { clientPath } from '#lib/clients/client-paths.ts';
import { editClientSchema } from '#lib/clients/client-schema.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';
import { getEditedClient, saveClient } from '#lib/clients/form/save-client.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

export async function load({ locals, params, parent, depends }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	if (!account.permissions.includes('clients.write')) throw new DomainError('not_permitted', 403);
	const client = await getEditedClient(
		locals.db,
		account.reseller.id,
		params.clientId,
		account.sees_phones
	);
	if (client.isAnonymised) throw new DomainError('client_anonymised', 409);
	const values = {
		...clientFormOf({ ...client.stored }, getLocale()),
		base: JSON.stringify(client.stored)
	};
	return {
		client,
		form: await superValidate(values, zod4(editClientSchema), { errors: false })
	};
}

export const actions = {
	save: formAction(editClientSchema, async (client, { locals, params }) => {
		const { reseller = '', clientId = '' } = params;
		await saveClient(locals.db, clientId, client);
		redirect(303, clientPath(reseller, clientId));
	})
};
