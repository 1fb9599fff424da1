import type { Settings } from './auth-options.ts';
import type { AuthContext, Endpoint } from './context.ts';
import { notFound, NotImplementedError, validationFailed, type AuthError } from './errors.ts';

/** Answers 501 naming the feature. */
export const notOffered =
	(feature: string): Endpoint =>
	async () => {
		throw new NotImplementedError(feature);
	};

/** Answers as GoTrue does while config has the feature off, and 501 once it is switched on. */
const unlessDisabled =
	(
		feature: string,
		isOn: (features: Settings['features']) => boolean,
		disabled: (context: AuthContext) => AuthError
	): Endpoint =>
	async (context) => {
		if (isOn(context.settings.features)) throw new NotImplementedError(feature);
		throw disabled(context);
	};

export const externalSignIn = unlessDisabled(
	'sign-in with an external provider',
	(features) => !!features.externalProviders?.length,
	() => validationFailed('Unsupported provider: provider is not enabled')
);

export const samlSignIn = unlessDisabled(
	'single sign-on (SAML)',
	(features) => !!features.saml,
	() => notFound('saml_provider_disabled', 'SAML 2.0 is disabled')
);

export const identityLinking = unlessDisabled(
	'linking of identities',
	(features) => !!features.manualLinking,
	() => notFound('manual_linking_disabled', 'Manual linking is disabled')
);

export const passkeys = unlessDisabled(
	'passkeys',
	(features) => !!features.passkeys,
	() => notFound('passkey_disabled', 'Passkeys are disabled')
);
