import { validEmail } from './addresses.ts';
import { authenticate, type Visitor } from './authenticate.ts';
import { codeMails, sendCode, sendEmailChange } from './code-mails.ts';
import { ok, type AuthContext, type Endpoint } from './context.ts';
import type { Queryable } from './database.ts';
import {
	AuthError,
	badRequest,
	emailExists,
	forbidden,
	NotImplementedError,
	unprocessable,
	validationFailed
} from './errors.ts';
import { putIdentity } from './identities.ts';
import { dropAllCodes, hashOf, isExpired, isSameHash } from './one-time-codes.ts';
import { beginFlow, challengeOf } from './pkce.ts';
import { optionalObject, optionalText, text } from './request.ts';
import { closeSessions } from './sessions.ts';
import { fullUserJson } from './user-json.ts';
import {
	changeUser,
	findUserById,
	findUserOwningEmail,
	hasPassword,
	isConfirmed,
	mergedMetadata,
	type User
} from './users.ts';

/** `GET /user` */
export const getUser: Endpoint = async (context, request) => {
	const { user } = await authenticate(context, request);
	return ok(await fullUserJson(context.database, user));
};

const recentSignIn = 24 * 60 * 60_000;

/** `PUT /user` */
export const updateUser: Endpoint = async (context, request) => {
	const visitor = await authenticate(context, request);
	context.limits.spend('user', request.clientAddress);
	const fields = await request.body();
	const email = text(fields, 'email') === '' ? '' : validEmail(text(fields, 'email'));
	const password = optionalText(fields, 'password');
	const nonce = text(fields, 'nonce');
	const data = optionalObject(fields, 'data');
	const challenge = challengeOf(fields);
	if (text(fields, 'phone') !== '') refusePhoneChange(context);
	if (password !== undefined) context.passwords.assertStrong(password);
	if (optionalObject(fields, 'app_metadata'))
		throw forbidden('not_admin', 'Updating app_metadata requires admin privileges');
	const isMoving = email !== '' && email !== visitor.user.email;
	if (isMoving && (await findUserOwningEmail(context.database, email, visitor.user.id)))
		throw emailExists();
	const passwordHash =
		password === undefined ? undefined : await newPasswordHash(context, visitor.user, password);

	const user = await context.database.transaction(async (db) => {
		const now = context.clock();
		const locked = await findUserById(db, visitor.user.id, true);
		if (!locked) throw forbidden('user_not_found', 'User from sub claim in JWT does not exist');
		let changed = locked;
		if (passwordHash !== undefined) {
			assertMayChangePassword(context, changed, visitor, nonce);
			changed = await storePassword(db, changed, passwordHash, visitor.session?.id, now);
		}
		if (data) {
			const metadata = mergedMetadata(changed.raw_user_meta_data, data);
			changed = await changeUser(db, changed, { raw_user_meta_data: metadata }, now);
		}
		if (isMoving) {
			await beginFlow(db, changed.id, 'email_change', challenge, now);
			changed = await sendEmailChange(context, db, request, changed, email, challenge);
		}
		return changed;
	});
	return ok(await fullUserJson(context.database, user));
};

/** `GET /reauthenticate`: mails the nonce that a password change may need. */
export const reauthenticate: Endpoint = async (context, request) => {
	const { user } = await authenticate(context, request);
	if (!user.email)
		throw validationFailed('Reauthentication requires the user to have an email or a phone number');
	if (!isConfirmed(user))
		throw unprocessable('email_not_confirmed', 'Please verify your email first.');
	await context.database.transaction(async (db) => {
		const locked = await findUserById(db, user.id, true);
		if (locked) await sendCode(context, db, request, locked, codeMails.reauthentication);
	});
	return ok({});
};

async function newPasswordHash(
	context: AuthContext,
	user: User,
	password: string
): Promise<string> {
	if (hasPassword(user) && (await context.passwords.matches(password, user.encrypted_password)))
		throw unprocessable('same_password', 'New password should be different from the old password.');
	return context.passwords.hash(password);
}

function assertMayChangePassword(
	context: AuthContext,
	user: User,
	{ session }: Visitor,
	nonce: string
): void {
	if (!context.settings.securePasswordChange) return;
	const now = context.clock();
	if (session && now.getTime() <= session.created_at.getTime() + recentSignIn) return;
	if (nonce === '')
		throw badRequest('reauthentication_needed', 'Password update requires reauthentication');
	const isRight =
		isSameHash(hashOf(user.email ?? '', nonce), user.reauthentication_token) &&
		!isExpired(user.reauthentication_sent_at, context.settings.otpExpiry, now);
	if (!isRight)
		throw new AuthError(422, 'reauthentication_not_valid', 'Nonce has expired or is invalid');
}

/**
 * Replaces the password: codes that are out stop working and every other session ends, since the
 * change may mean that the old password was known to someone.
 */
export async function storePassword(
	db: Queryable,
	user: User,
	passwordHash: string,
	keptSessionId: string | undefined,
	now: Date
): Promise<User> {
	const isFirst = !hasPassword(user);
	const changed = await changeUser(
		db,
		user,
		{
			encrypted_password: passwordHash,
			confirmation_token: '',
			confirmation_sent_at: null,
			recovery_token: '',
			recovery_sent_at: null,
			email_change_token_current: '',
			email_change_token_new: '',
			email_change_sent_at: null,
			phone_change_token: '',
			phone_change_sent_at: null,
			reauthentication_token: '',
			reauthentication_sent_at: null
		},
		now
	);
	await dropAllCodes(db, user.id);
	await closeSessions(db, user.id, 'others', keptSessionId);
	if (isFirst && user.email) {
		const data = { email: user.email, email_verified: isConfirmed(user) };
		await putIdentity(db, user.id, 'email', data, now);
	}
	return changed;
}

function refusePhoneChange(context: AuthContext): never {
	if (context.settings.features.phone) throw new NotImplementedError('change of phone number');
	throw badRequest('phone_provider_disabled', 'Phone logins are disabled');
}
