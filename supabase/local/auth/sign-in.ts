import { ok, type Endpoint } from './context.ts';
import { badRequest, NotImplementedError, unprocessable, validationFailed } from './errors.ts';
import { pkceGrant } from './pkce.ts';
import { refreshGrant } from './refresh.ts';
import { text } from './request.ts';
import { signIn } from './tokens.ts';
import { findUserByEmail, findUserById, isBanned, isConfirmed } from './users.ts';

/** `POST /token?grant_type=…` */
export const token: Endpoint = async (context, request) => {
	const grant = request.query.get('grant_type');
	const endpoint = grant !== null && Object.hasOwn(grants, grant) ? grants[grant] : undefined;
	if (!endpoint) throw badRequest('invalid_credentials', 'unsupported_grant_type');
	context.limits.spend('token', request.clientAddress);
	return endpoint(context, request);
};

const passwordGrant: Endpoint = async (context, request) => {
	const fields = await request.body();
	const email = text(fields, 'email');
	const phone = text(fields, 'phone');
	const password = text(fields, 'password');
	if (email !== '' && phone !== '')
		throw validationFailed('Only an email address or phone number should be provided on login.');
	if (email === '' && phone === '') throw validationFailed('missing email or phone');
	if (email === '') {
		if (context.settings.features.phone) throw new NotImplementedError('sign-in by phone');
		throw unprocessable('phone_provider_disabled', 'Phone logins are disabled');
	}
	if (!context.settings.emailProviderEnabled)
		throw unprocessable('email_provider_disabled', 'Email logins are disabled');

	const found = await findUserByEmail(context.database, email);
	// Compared in every case, so that neither text nor time tells whether the address is known.
	const matches = await context.passwords.matches(password, found?.encrypted_password);
	if (!found || !matches) throw badRequest('invalid_credentials', 'Invalid login credentials');
	if (isBanned(found, context.clock())) throw badRequest('user_banned', 'User is banned');
	if (!isConfirmed(found)) throw badRequest('email_not_confirmed', 'Email not confirmed');

	const answer = await context.database.transaction(async (db) => {
		// Read again under lock: comparing took long enough for the password to be changed or the user deleted.
		const user = await findUserById(db, found.id, true);
		if (!user || user.encrypted_password !== found.encrypted_password)
			throw badRequest('invalid_credentials', 'Invalid login credentials');
		return signIn(context, db, user, 'password', request);
	});
	const weakness = context.passwords.weaknessOf(password);
	return ok(weakness ? { ...answer, weak_password: weakness } : answer);
};

const idTokenGrant: Endpoint = async (context) => {
	if (context.settings.features.externalProviders?.length)
		throw new NotImplementedError('sign-in by ID token');
	throw badRequest('provider_disabled', 'Provider is not enabled');
};

const web3Grant: Endpoint = async (context) => {
	if (context.settings.features.web3) throw new NotImplementedError('sign-in by web3 wallet');
	throw unprocessable('web3_provider_disabled', 'Web3 provider is disabled');
};

const grants: Record<string, Endpoint> = {
	password: passwordGrant,
	refresh_token: refreshGrant,
	pkce: pkceGrant,
	id_token: idTokenGrant,
	web3: web3Grant
};
