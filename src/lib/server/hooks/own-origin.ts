import type { Handle } from '@sveltejs/kit';

/**
 * SvelteKit refuses what forms of other sites send, by their content types; a script of another site can send a body
 * without any. Our own pages always say where they are.
 */
export const handleForeignOrigin: Handle = ({ event, resolve }) => {
	const { method, headers } = event.request;
	if (['GET', 'HEAD', 'OPTIONS'].includes(method) || headers.get('origin') === event.url.origin)
		return resolve(event);
	return new Response('This request comes from another site.', { status: 403 });
};
