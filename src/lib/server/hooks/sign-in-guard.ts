import { redirect, type Handle } from '@sveltejs/kit';

/** Console, portal and chooser are for people who are signed in. What they see there the database decides. */
export const handleSignInGuard: Handle = async ({ event, resolve }) => {
	if (event.locals.claims || !needsSignIn(event.route.id)) return resolve(event);
	const wanted = event.url.pathname + event.url.search;
	redirect(303, `/sign-in?next=${encodeURIComponent(wanted)}`);
};

function needsSignIn(route: string | null): boolean {
	return route !== null && /^\/(\(console\)|\(portal\)|\(signed-in\))\//.test(route);
}
