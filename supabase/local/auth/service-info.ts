import { ok, type Endpoint } from './context.ts';

/** The GoTrue release whose behaviour this follows. */
const followedVersion = 'v2.197.0';

/** `GET /health` */
export const health: Endpoint = async () =>
	ok({
		version: followedVersion,
		name: 'GoTrue',
		description: 'GoTrue is a user registration and authentication API'
	});

/** `GET /.well-known/jwks.json` */
export const jwks: Endpoint = async (context) =>
	ok(context.keys.jwks, { 'cache-control': 'public, max-age=600' });

/** `GET /.well-known/openid-configuration`: what a verifier of our tokens needs. */
export const openidConfiguration: Endpoint = async (context) =>
	ok(
		{
			issuer: context.issuer,
			jwks_uri: `${context.issuer}/.well-known/jwks.json`,
			subject_types_supported: ['public'],
			id_token_signing_alg_values_supported: ['ES256']
		},
		{ 'cache-control': 'public, max-age=600' }
	);

const externalProviders = [
	'apple',
	'azure',
	'bitbucket',
	'discord',
	'facebook',
	'snapchat',
	'figma',
	'fly',
	'github',
	'gitlab',
	'google',
	'keycloak',
	'kakao',
	'linkedin',
	'linkedin_oidc',
	'notion',
	'spotify',
	'slack',
	'slack_oidc',
	'workos',
	'twitch',
	'twitter',
	'zoom'
];

/** `GET /settings` */
export const publicSettings: Endpoint = async ({ settings }) =>
	ok({
		external: {
			...Object.fromEntries(externalProviders.map((name) => [name, false])),
			anonymous_users: false,
			email: settings.emailProviderEnabled,
			phone: false
		},
		disable_signup: !settings.enableSignup,
		mailer_autoconfirm: !settings.enableConfirmations,
		phone_autoconfirm: false,
		sms_provider: '',
		saml_enabled: false,
		saml_private_key_next_configured: false,
		passkeys_enabled: false
	});
