import { error } from '@sveltejs/kit';
import { dev } from '$app/env';

/** The sample sheet of all parts exists in development only. */
export function load() {
	if (!dev) error(404);
}
