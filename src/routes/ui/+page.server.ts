import { error } from '@sveltejs/kit';
import { dev } from '$app/environment';

/** The sample sheet of all parts exists in development only. */
export function load() {
	if (!dev) error(404);
}
