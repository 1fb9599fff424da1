import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import {
	deactivateUser,
	reactivateUser,
	resendInvitation,
	revokeInvitation
} from './users.server.ts';

const chosen = z.object({ id: z.guid() });

/** What can be done with one member or invitation, the same on every page that shows them. */
export const userActions = {
	resend: formAction(chosen, async ({ id }, { locals }) => {
		const seconds = await resendInvitation(locals.db, id);
		if (seconds !== null) throw new DomainError('invitation_wait', 429, { seconds });
		return m.users_resent();
	}),
	revoke: formAction(chosen, async ({ id }, { locals }) => {
		await revokeInvitation(locals.db, id);
		return m.users_revoked();
	}),
	deactivate: formAction(chosen, async ({ id }, { locals }) => {
		await deactivateUser(locals.db, id);
		return m.users_deactivated();
	}),
	reactivate: formAction(chosen, async ({ id }, { locals }) => {
		await reactivateUser(locals.db, id);
		return m.users_reactivated();
	})
};

/**
 * "Revogar convite" on the invitation's own page, which is gone afterwards.
 * @param listOf the list to return to, from the page's parameters
 */
export function revokeAction(listOf: (params: Record<string, string | undefined>) => string) {
	return formAction(chosen, async ({ id }, { locals, params }) => {
		await revokeInvitation(locals.db, id);
		redirect(303, listOf(params));
	});
}

/** "Sair desta revenda": the membership is one's own, so this account is closed from here on. */
export const leaveAction = formAction(chosen, async ({ id }, { locals }) => {
	await deactivateUser(locals.db, id);
	redirect(303, '/accounts');
});
