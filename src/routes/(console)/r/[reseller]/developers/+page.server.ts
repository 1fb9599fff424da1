import { redirect } from '@sveltejs/kit';
import { webhooksPath } from '#lib/webhooks/webhook-paths.ts';

export function load({ params }) {
	redirect(307, webhooksPath(params.reseller));
}
