import { redirect } from '@sveltejs/kit';
import { homeOf } from '#lib/accounts/account.ts';
import { listAccounts } from '#lib/accounts/accounts.server.ts';
import { lastUsedFirst } from '#lib/accounts/last-account.server.ts';
import { sendToSignIn } from '#lib/sign-in/send-to-sign-in.server.ts';

export async function load({ cookies, locals, url }) {
	const accounts = await listAccounts(locals.db);
	const [only] = accounts;
	if (only && accounts.length === 1) redirect(303, homeOf(only));
	if (!only) await sendToSignIn({ locals, url });
	return {
		...lastUsedFirst(cookies, accounts),
		typed: url.searchParams.get('search') ?? '',
		email: String(locals.claims?.email ?? '')
	};
}
