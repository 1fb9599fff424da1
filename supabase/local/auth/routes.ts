import { generateLink, invite } from './admin-links.ts';
import { listUsers } from './admin-list.ts';
import { changeUserAsAdmin, createUser, deleteUser, showUser } from './admin-users.ts';
import type { Endpoint } from './context.ts';
import { logout } from './logout.ts';
import {
	externalSignIn,
	identityLinking,
	notOffered,
	passkeys,
	samlSignIn
} from './not-offered.ts';
import { magicLink, otp, recover, resend } from './otp.ts';
import { health, jwks, openidConfiguration, publicSettings } from './service-info.ts';
import { token } from './sign-in.ts';
import { signUp } from './sign-up.ts';
import { getUser, reauthenticate, updateUser } from './user.ts';
import { followLink, verifyCode } from './verify-endpoints.ts';

/** Path patterns: `:name` is one segment, a final `/*` anything below (and the path itself). */
const table: [method: string, path: string, endpoint: Endpoint][] = [
	['GET', '/health', health],
	['GET', '/settings', publicSettings],
	['GET', '/.well-known/jwks.json', jwks],
	['GET', '/.well-known/openid-configuration', openidConfiguration],

	['POST', '/signup', signUp],
	['POST', '/token', token],
	['POST', '/otp', otp],
	['POST', '/magiclink', magicLink],
	['POST', '/recover', recover],
	['POST', '/resend', resend],
	['POST', '/verify', verifyCode],
	['GET', '/verify', followLink],
	['POST', '/logout', logout],
	['GET', '/reauthenticate', reauthenticate],
	['GET', '/user', getUser],
	['PUT', '/user', updateUser],

	['POST', '/invite', invite],
	['GET', '/admin/users', listUsers],
	['POST', '/admin/users', createUser],
	['GET', '/admin/users/:id', showUser],
	['PUT', '/admin/users/:id', changeUserAsAdmin],
	['DELETE', '/admin/users/:id', deleteUser],
	['POST', '/admin/generate_link', generateLink],

	['*', '/admin/audit', notOffered('the audit log')],
	['*', '/admin/users/:id/factors/*', notOffered('multi-factor authentication')],
	['*', '/admin/users/:id/passkeys/*', passkeys],
	['*', '/admin/sso/*', samlSignIn],
	['*', '/admin/oauth/*', notOffered('the OAuth server')],
	['*', '/admin/custom-providers/*', notOffered('custom OAuth providers')],
	['*', '/factors/*', notOffered('multi-factor authentication')],
	['*', '/passkeys/*', passkeys],
	['*', '/user/identities/*', identityLinking],
	['*', '/user/oauth/*', notOffered('the OAuth server')],
	['*', '/authorize', externalSignIn],
	['*', '/callback', externalSignIn],
	['*', '/sso/*', samlSignIn],
	['*', '/oauth/*', notOffered('the OAuth server')],
	['*', '/.well-known/oauth-authorization-server', notOffered('the OAuth server')],
	['*', '/scim/*', notOffered('SCIM')]
];

const routes = table.map(([method, path, endpoint]) => ({
	method,
	pattern: patternOf(path),
	endpoint
}));

export type Match =
	{ endpoint: Endpoint; parameters: Record<string, string> } | 'not_found' | 'method_not_allowed';

export function matchRoute(method: string, path: string): Match {
	let isKnownPath = false;
	for (const route of routes) {
		const match = route.pattern.exec(path);
		if (!match) continue;
		isKnownPath = true;
		if (route.method === method || route.method === '*')
			return { endpoint: route.endpoint, parameters: { ...match.groups } };
	}
	return isKnownPath ? 'method_not_allowed' : 'not_found';
}

function patternOf(path: string): RegExp {
	const source = path
		.replaceAll('.', '\\.')
		.replace(/\/\*$/, '(?:/.*)?')
		.replace(/:(\w+)/g, '(?<$1>[^/]+)');
	return new RegExp(`^${source}/?$`);
}
