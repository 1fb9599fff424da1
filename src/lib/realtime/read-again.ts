import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * `invalidate`, but after a navigation that is under way: SvelteKit would drop the navigation for it,
 * and a person's click must never be lost to a change, be it somebody else's or the one they just made.
 */
export async function readAgain(resource: Parameters<typeof invalidate>[0]): Promise<void> {
	await untilArrived();
	return invalidate(resource);
}

/** The same for everything that the page shows. */
export async function readAllAgain(): Promise<void> {
	await untilArrived();
	return invalidateAll();
}

async function untilArrived(): Promise<void> {
	const underWay = navigating.complete;
	if (!underWay) return;
	// An abandoned navigation rejects; then too it is no longer under way.
	await underWay.catch(() => undefined);
	// The state is cleared just after the promise settles; another navigation may have begun by then.
	if (navigating.complete !== underWay) return untilArrived();
}
