import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { homeOf } from '#lib/accounts/account.ts';
import { listAccounts } from '#lib/accounts/accounts.server.ts';
import { getSignInState } from '#lib/sign-in/sign-in.server.ts';

export async function load({ locals }) {
	const accounts = await listAccounts(locals.db);
	const [only] = accounts;
	if (only && accounts.length === 1) redirect(303, homeOf(only));
	if (!only) await sendToSignIn(locals);
	return { accounts, email: String(locals.claims?.email ?? '') };
}

async function sendToSignIn(locals: App.Locals): Promise<void> {
	const state = await getSignInState(locals.db);
	if (state === 'needs_code') redirect(303, resolve('/sign-in/code'));
	if (state === 'ready') return;
	await locals.db.auth.signOut({ scope: 'local' });
	redirect(303, resolve('/sign-in'));
}
