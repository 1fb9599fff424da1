import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { clientPath, quickClientPath } from '#lib/clients/client-paths.ts';
import { quickClientSchema } from '#lib/clients/client-schema.ts';
import { createClient } from '#lib/clients/form/save-client.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { isUuid, newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';

export async function load({ parent, url }) {
	const { account } = await parent();
	if (!account.permissions.includes('clients.write')) throw new DomainError('not_permitted', 403);
	const created = url.searchParams.get('created') ?? '';
	return {
		created: isUuid(created) ? created : null,
		form: await superValidate({ id: newUuid() }, zod4(quickClientSchema), { errors: false })
	};
}

export const actions = {
	create: formAction(quickClientSchema, async ({ id, next, ...client }, { locals, params }) => {
		const reseller = params.reseller ?? '';
		await createClient(locals.db, id, client);
		if (next === 'another') redirect(303, `${quickClientPath(reseller)}?created=${id}`);
		redirect(303, clientPath(reseller, id));
	})
};
