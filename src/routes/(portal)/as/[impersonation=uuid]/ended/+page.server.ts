import { error, redirect } from '@sveltejs/kit';
import { findClientAccount, listAccounts } from '#lib/accounts/accounts.server.ts';
import { endImpersonation } from '#lib/impersonations/impersonations.server.ts';
import { findEndedImpersonation } from '#lib/portal/own-impersonation.server.ts';
import { endedPath, homePath } from '#lib/portal/portal-paths.ts';
import { sendToSignIn } from '#lib/sign-in/send-to-sign-in.server.ts';

export async function load(event) {
	const { locals, params } = event;
	const id = params.impersonation;
	const [account, accounts] = await Promise.all([
		findClientAccount(locals.db),
		listAccounts(locals.db)
	]);
	if (account) redirect(303, homePath({ door: 'as', account: id }));
	if (accounts.length === 0) await sendToSignIn(event);
	const resellers = accounts.filter(({ kind }) => kind === 'reseller');
	const ended = await findEndedImpersonation(
		locals.db,
		id,
		locals.claims!.sub,
		resellers.map(({ reference }) => reference)
	);
	if (!ended)
		error(404, { message: 'No such access', code: 'impersonation_not_found', status: 404 });
	return { ended };
}

export const actions = {
	/** "Sair". The acting header of this address does not matter: only the actor's own session ends it. */
	default: async ({ locals, params }) => {
		await endImpersonation(locals.db, params.impersonation);
		redirect(303, `${endedPath(params.impersonation)}?left`);
	}
};
