import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * `invalidate`, but after a navigation that is under way: SvelteKit would drop the navigation for it,
 * and a person's click must never be lost to somebody else's change.
 */
export async function readAgain(resource: Parameters<typeof invalidate>[0]): Promise<void> {
	const underWay = navigating.complete;
	if (!underWay) return invalidate(resource);
	// An abandoned navigation rejects; then too it is no longer under way.
	await underWay.catch(() => undefined);
	// The state is cleared just after the promise settles; another navigation may have begun by then.
	if (navigating.complete !== underWay) return readAgain(resource);
	return invalidate(resource);
}
