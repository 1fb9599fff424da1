import type { Handle } from '@sveltejs/kit';
import { PUBLIC_SUPABASE_URL } from '$app/env/public';

const headers = {
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'strict-origin-when-cross-origin',
	'cross-origin-opener-policy': 'same-origin',
	'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'
};

export const handleSecurityHeaders: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	for (const [name, value] of Object.entries(headers)) {
		// A page may be stricter about its address, and says so itself.
		if (name !== 'referrer-policy' || !response.headers.has(name))
			response.headers.set(name, value);
	}
	if (event.url.protocol === 'https:')
		response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
	// What a person saw must not come back from a cache after signing out.
	if (event.locals.claims && !response.headers.has('cache-control'))
		response.headers.set('cache-control', 'private, no-store');
	const policy = response.headers.get('content-security-policy');
	if (policy) response.headers.set('content-security-policy', withPlatform(policy));
	return response;
};

/** The policy is built with the app, the platform's address is known only when it runs. */
function withPlatform(policy: string): string {
	const socket = PUBLIC_SUPABASE_URL.replace(/^http/, 'ws');
	return policy.replace(
		"connect-src 'self'",
		`connect-src 'self' ${PUBLIC_SUPABASE_URL} ${socket}`
	);
}
