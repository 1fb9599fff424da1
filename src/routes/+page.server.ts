import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';

export function load({ locals }) {
	redirect(303, locals.claims ? resolve('/accounts') : resolve('/sign-in'));
}
