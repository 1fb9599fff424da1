import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { getClientSummary } from '#lib/clients/clients.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { accountHome } from '#lib/format/account-path.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { impersonationSchema } from '#lib/impersonations/impersonation-schema.ts';
import { startImpersonation } from '#lib/impersonations/impersonations.server.ts';
import { getUser } from '#lib/users/users.server.ts';

export async function load({ locals, params, parent }) {
	const { account } = await parent();
	if (!account.permissions.includes('users.impersonate'))
		throw new DomainError('not_permitted', 403);
	const [client, user, form] = await Promise.all([
		getClientSummary(locals.db, account.reseller.id, params.clientId),
		getUser(locals.db, account.reseller.id, params.clientId, params.userId),
		superValidate({ id: newUuid() }, zod4(impersonationSchema), { errors: false })
	]);
	return { client, user, form };
}

export const actions = {
	default: formAction(impersonationSchema, async (impersonation, { locals, params }) => {
		await startImpersonation(locals.db, params.userId ?? '', impersonation);
		redirect(303, accountHome({ kind: 'impersonation', slug: impersonation.id }));
	})
};
