import {
	findDataRequest,
	getAskedClient,
	requestClientData,
	resolveConflict,
	revokeDataRequest
} from '#lib/data-requests/data-requests.server.ts';
import { askSchema, resolveSchema, revokeSchema } from '#lib/data-requests/request-schema.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';

export async function load({ depends, locals, params, parent }) {
	depends('live:data_requests', 'live:clients');
	const { account } = await parent();
	const [client, request] = await Promise.all([
		getAskedClient(locals.db, account.reseller.id, params.clientId),
		findDataRequest(locals.db, params.clientId)
	]);
	return { client, request };
}

export const actions = {
	ask: formAction(askSchema, async ({ id, locale }, { locals, params }) => {
		await requestClientData(locals.db, { id, locale, clientId: params.clientId ?? '' });
		return m.data_requests_asked_short();
	}),
	revoke: formAction(revokeSchema, async ({ id }, { locals }) => {
		await revokeDataRequest(locals.db, id);
		return m.data_requests_revoked();
	}),
	resolve: formAction(resolveSchema, async (conflict, { locals }) => {
		await resolveConflict(locals.db, conflict);
	})
};
