import { randomUUID } from 'node:crypto';
import { validEmail } from './addresses.ts';
import { codeMails, sendCode } from './code-mails.ts';
import { ok, type AuthContext, type Endpoint } from './context.ts';
import { isDuplicateUser, postgresError, type Queryable } from './database.ts';
import {
	AuthError,
	emailExists,
	NotImplementedError,
	unexpectedFailure,
	unprocessable,
	validationFailed,
	badRequest
} from './errors.ts';
import { findIdentity, insertIdentity, newIdentityData } from './identities.ts';
import { beginFlow, challengeOf, type Challenge } from './pkce.ts';
import { optionalObject, text, type AuthRequest, type Fields } from './request.ts';
import { signIn } from './tokens.ts';
import { fullUserJson, userJson } from './user-json.ts';
import { confirmEmail } from './confirm.ts';
import {
	audience,
	changeUser,
	findUserById,
	findUserOwningEmail,
	insertUser,
	isConfirmed,
	mergedMetadata,
	type NewUser,
	type User
} from './users.ts';

/** `POST /signup` */
export const signUp: Endpoint = async (context, request) => {
	const fields = await request.body();
	const email = text(fields, 'email');
	const phone = text(fields, 'phone');
	if (email === '' && phone === '') refuseAnonymous(context);
	context.limits.spend('signup', request.clientAddress);
	assertSignupEnabled(context);

	const password = text(fields, 'password');
	const data = optionalObject(fields, 'data') ?? {};
	if (password === '') throw validationFailed('Signup requires a valid password');
	context.passwords.assertStrong(password);
	if (email !== '' && phone !== '')
		throw validationFailed('Only an email address or phone number should be provided on signup.');
	const challenge = challengeOf(fields);
	if (email === '') refusePhone(context);
	if (!context.settings.emailProviderEnabled)
		throw badRequest('email_provider_disabled', 'Email signups are disabled');

	const asked = { email: validEmail(email), password, data, challenge };
	const registered = await register(context, request, asked);
	if (registered === 'already_registered') return ok(decoyUser(context, asked));
	if (!isConfirmed(registered)) {
		const wasInvited = registered.invited_at !== null;
		const shown = { ...registered, raw_user_meta_data: {} };
		return ok(wasInvited ? userJson(shown, []) : await fullUserJson(context.database, registered));
	}
	return ok(
		await context.database.transaction((db) => signIn(context, db, registered, 'password', request))
	);
};

export interface SignupRequest {
	email: string;
	password: string;
	data: Fields;
	challenge?: Challenge;
}

/**
 * Creates the person, or finds the one who has not confirmed the address yet, and either confirms
 * at once or sends the confirmation code, as config says.
 * @throws AuthError 422 user_already_exists when confirmations are off
 */
export async function register(
	context: AuthContext,
	request: AuthRequest,
	asked: SignupRequest
): Promise<User | 'already_registered'> {
	const existing = await findUserOwningEmail(context.database, asked.email);
	// Hashed for a known address too, so that it takes as long.
	const passwordHash = await context.passwords.hash(asked.password);
	const candidate: NewUser = {
		id: randomUUID(),
		email: asked.email,
		passwordHash,
		appMetadata: { provider: 'email', providers: ['email'] },
		userMetadata: asked.data
	};
	if (!existing) await runBeforeUserCreated(context, request, candidate);
	try {
		return await context.database.transaction((db) =>
			registerIn(context, db, request, asked, existing, candidate)
		);
	} catch (error) {
		// Two sign-ups at once: the second finds the first one's person.
		if (existing || !isDuplicateUser(error, 'email')) throw error;
		if (!(await findUserOwningEmail(context.database, asked.email))) throw emailExists();
		return register(context, request, asked);
	}
}

async function registerIn(
	context: AuthContext,
	db: Queryable,
	request: AuthRequest,
	asked: SignupRequest,
	existing: User | null,
	candidate: NewUser
): Promise<User | 'already_registered'> {
	const now = context.clock();
	const known = existing ? await findUserById(db, existing.id, true) : null;
	if (known && isConfirmed(known)) {
		if (context.settings.enableConfirmations) return 'already_registered';
		throw unprocessable('user_already_exists', 'User already registered');
	}
	let user = known ?? (await saveNewUser(context, db, candidate));
	if (!(await findIdentity(db, user.id, 'email'))) {
		const data = { ...asked.data, ...newIdentityData(user.id, { email: asked.email }) };
		await insertIdentity(db, user.id, 'email', data, now);
		const metadata = mergedMetadata(user.raw_user_meta_data, data);
		user = await changeUser(db, user, { raw_user_meta_data: metadata }, now);
	}
	if (!context.settings.enableConfirmations) return confirmEmail(db, user, now);
	await beginFlow(db, user.id, 'email/signup', asked.challenge, now);
	return sendCode(context, db, request, user, codeMails.confirmation, asked.challenge);
}

/** @throws AuthError 500 when a trigger or constraint of the application refuses the person */
export async function saveNewUser(
	context: AuthContext,
	db: Queryable,
	user: NewUser
): Promise<User> {
	try {
		return await insertUser(db, user, context.clock());
	} catch (error) {
		if (isDuplicateUser(error, '') || !postgresError(error)) throw error;
		context.log('error', 'a new user could not be saved', { error });
		throw unexpectedFailure('Database error saving new user');
	}
}

/** Asks the project's hook, outside of any transaction, whether the person may be created. */
export async function runBeforeUserCreated(
	context: AuthContext,
	request: AuthRequest,
	candidate: NewUser
): Promise<void> {
	await context.hooks.beforeUserCreated(() => candidateJson(context, candidate), request);
}

function candidateJson(context: AuthContext, candidate: NewUser): Fields {
	const now = context.clock();
	return {
		id: candidate.id,
		aud: candidate.aud ?? audience,
		role: candidate.role ?? '',
		email: candidate.email ?? '',
		phone: candidate.phone ?? '',
		app_metadata: candidate.appMetadata,
		user_metadata: candidate.userMetadata,
		identities: [],
		created_at: now,
		updated_at: now,
		is_anonymous: false
	};
}

/** What a stranger gets to see of an address that is taken: a person like any new one. */
function decoyUser(context: AuthContext, asked: SignupRequest): Fields {
	const now = context.clock();
	const id = randomUUID();
	return {
		...candidateJson(context, {
			id,
			email: asked.email,
			appMetadata: { provider: 'email', providers: ['email'] },
			userMetadata: asked.data
		}),
		confirmation_sent_at: now
	};
}

export function assertSignupEnabled(context: AuthContext): void {
	if (!context.settings.enableSignup)
		throw unprocessable('signup_disabled', 'Signups not allowed for this instance');
}

function refuseAnonymous(context: AuthContext): never {
	if (context.settings.features.anonymousUsers) throw new NotImplementedError('anonymous sign-in');
	throw unprocessable('anonymous_provider_disabled', 'Anonymous sign-ins are disabled');
}

export function refusePhone(context: AuthContext): never {
	if (context.settings.features.phone) throw new NotImplementedError('sign-in by phone');
	throw new AuthError(400, 'phone_provider_disabled', 'Phone signups are disabled');
}
