import { redirect } from '@sveltejs/kit';

export function load({ params }) {
	redirect(303, `/r/${encodeURIComponent(params.reseller)}/clients`);
}
