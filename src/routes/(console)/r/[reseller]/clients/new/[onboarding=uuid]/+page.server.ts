import { redirect } from '@sveltejs/kit';
import { onboardingPath } from '#lib/clients/client-paths.ts';
import { stepToTake } from '#lib/onboarding/onboarding.ts';

export async function load({ params, parent }) {
	const { onboarding } = await parent();
	redirect(303, onboardingPath(params.reseller, params.onboarding, stepToTake(onboarding.draft)));
}
