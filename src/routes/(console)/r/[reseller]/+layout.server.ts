import { error, redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { findCurrentAccount, listAccounts } from '#lib/accounts/accounts.server.ts';
import { getSignInState } from '#lib/sign-in/sign-in.server.ts';

export async function load({ locals, url, depends }) {
	depends('live:memberships');
	const [account, accounts] = await Promise.all([
		findCurrentAccount(locals.db),
		listAccounts(locals.db)
	]);
	if (account) return { account, hasOtherAccounts: accounts.length > 1 };

	const next = encodeURIComponent(url.pathname + url.search);
	const state = await getSignInState(locals.db);
	if (state === 'needs_code') redirect(303, `${resolve('/sign-in/code')}?next=${next}`);
	if (state === 'signed_out') {
		await locals.db.auth.signOut({ scope: 'local' });
		redirect(303, `${resolve('/sign-in')}?next=${next}`);
	}
	error(404, { message: 'No such account', code: 'account_not_found', status: 404 });
}
