import { error } from '@sveltejs/kit';

/** An address of the portal that leads nowhere keeps its shell, and with it the banner of an impersonation. */
export async function load({ parent }) {
	await parent();
	error(404, { message: 'Not found', status: 404 });
}
