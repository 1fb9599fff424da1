import { resolve } from '$app/paths';

const retryMs = [500, 1_000, 2_000, 5_000];

/**
 * Waits until the app can be read from: SvelteKit shows its error page in place of a page whose reading again fails, and a
 * connection often comes back before the app does.
 * @param isAbandoned nobody waits any more
 */
export async function untilAppAnswers(isAbandoned: () => boolean): Promise<void> {
	for (let tries = 0; !isAbandoned(); tries++) {
		if (await answers()) return;
		const wait = retryMs[Math.min(tries, retryMs.length - 1)];
		await new Promise((resolve) => setTimeout(resolve, wait));
	}
}

async function answers(): Promise<boolean> {
	try {
		return (await fetch(resolve('/health'), { cache: 'no-store' })).ok;
	} catch {
		return false;
	}
}
