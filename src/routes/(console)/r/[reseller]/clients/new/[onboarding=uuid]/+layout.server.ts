import { redirect } from '@sveltejs/kit';
import { clientPath } from '#lib/clients/client-paths.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Onboarding } from '#lib/onboarding/onboarding.ts';
import { findOnboarding } from '#lib/onboarding/onboardings.server.ts';

export async function load({ locals, params, parent }) {
	const { account } = await parent();
	if (!account.permissions.includes('clients.write')) throw new DomainError('not_permitted', 403);
	const found = await findOnboarding(locals.db, account.reseller.id, params.onboarding);
	if (found?.clientId) redirect(303, clientPath(params.reseller, found.clientId));
	const onboarding: Onboarding = found ?? { id: params.onboarding, draft: {}, clientId: null };
	return { onboarding };
}
