import { error } from '@sveltejs/kit';
import { findCurrentAccount, listAccounts } from '#lib/accounts/accounts.server.ts';
import { rememberAccount } from '#lib/accounts/last-account.server.ts';
import { sendToSignIn } from '#lib/sign-in/send-to-sign-in.server.ts';

export async function load(event) {
	const { locals, params, depends } = event;
	depends('live:account', 'live:memberships');
	const [account, accounts] = await Promise.all([
		findCurrentAccount(locals.db),
		listAccounts(locals.db)
	]);
	if (account) {
		rememberAccount(event, { kind: 'reseller', reference: params.reseller });
		return { account, accounts };
	}
	await sendToSignIn(event);
	error(404, { message: 'No such account', code: 'account_not_found', status: 404 });
}
