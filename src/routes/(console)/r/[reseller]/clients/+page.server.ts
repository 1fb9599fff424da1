import { z } from 'zod';
import { readCursor } from '#lib/clients/client-cursor.ts';
import { countClients, listClients } from '#lib/clients/clients.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { discardOnboarding, listOpenOnboardings } from '#lib/onboarding/onboardings.server.ts';

export async function load({ locals, parent, url }) {
	const { account } = await parent();
	const after = readCursor(url.searchParams.get('after'));
	const [page, total, onboardings] = await Promise.all([
		listClients(locals.db, account.reseller.id, after),
		countClients(locals.db, account.reseller.id),
		listOpenOnboardings(locals.db, account.reseller.id)
	]);
	return { ...page, total, onboardings, isFirstPage: after === null };
}

export const actions = {
	discard: formAction(z.object({ id: z.guid() }), async ({ id }, { locals }) => {
		await discardOnboarding(locals.db, id);
	})
};
