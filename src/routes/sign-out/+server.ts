import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { signOut } from '#lib/sign-in/sign-in.server.ts';

export async function POST({ locals }) {
	await signOut(locals.db);
	redirect(303, resolve('/sign-in'));
}
