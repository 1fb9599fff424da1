import { redirect } from '@sveltejs/kit';
import { onboardingPath } from '#lib/clients/client-paths.ts';
import { newUuid } from '#lib/format/uuid.ts';

/** Every new client begins under an id of its own, so that each step can be repeated safely. */
export function load({ params }) {
	redirect(303, onboardingPath(params.reseller, newUuid(), 'data'));
}
