import { error, redirect } from '@sveltejs/kit';
import { findClientAccount, listAccounts } from '#lib/accounts/accounts.server.ts';
import { rememberAccount } from '#lib/accounts/last-account.server.ts';
import { endedPath } from '#lib/portal/portal-paths.ts';
import { findContactEmail } from '#lib/portal/reseller-contact.server.ts';
import { sendToSignIn } from '#lib/sign-in/send-to-sign-in.server.ts';

export async function load(event) {
	const { depends, locals, params } = event;
	depends('live:account', 'live:memberships', 'live:clients');
	const isUser = params.door === 'c';
	const [account, accounts] = await Promise.all([
		findClientAccount(locals.db),
		// In somebody's place the actor's own accounts are out of sight.
		isUser ? listAccounts(locals.db) : []
	]);
	if (account) {
		if (isUser) rememberAccount(event, { kind: 'client', reference: params.account });
		return { account, accounts, contact: await findContactEmail(locals.db, account.reseller.id) };
	}
	await sendToSignIn(event);
	if (!isUser) redirect(303, endedPath(params.account));
	error(404, { message: 'No such account', code: 'account_not_found', status: 404 });
}
