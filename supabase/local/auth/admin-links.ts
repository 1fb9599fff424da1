import { validEmail } from './addresses.ts';
import { requireAdmin } from './authenticate.ts';
import { codeMails, sendCode } from './code-mails.ts';
import { ok, type AuthContext, type Endpoint } from './context.ts';
import { isDuplicateUser, type Queryable } from './database.ts';
import { emailExists, notFound, validationFailed } from './errors.ts';
import { insertIdentity, newIdentityData } from './identities.ts';
import { newCode, putCode, type Code } from './one-time-codes.ts';
import { optionalObject, text, type Fields } from './request.ts';
import { runBeforeUserCreated, saveNewUser } from './sign-up.ts';
import { fullUserJson } from './user-json.ts';
import {
	changeUser,
	findUserByEmail,
	findUserById,
	findUserOwningEmail,
	isConfirmed,
	mergedMetadata,
	type NewUser,
	type User
} from './users.ts';

/** `POST /invite` */
export const invite: Endpoint = async (context, request) => {
	await requireAdmin(context, request);
	const fields = await request.body();
	const email = validEmail(text(fields, 'email'));
	const found = await findUserByEmail(context.database, email);
	const candidate = newPerson(email, optionalObject(fields, 'data') ?? {});
	if (!found) await runBeforeUserCreated(context, request, candidate);
	const user = await refusingDuplicates(() =>
		context.database.transaction(async (db) => {
			const invited = found
				? await lockUnconfirmed(db, found)
				: await createPerson(context, db, candidate);
			return sendCode(context, db, request, invited, codeMails.invite);
		})
	);
	return ok(await fullUserJson(context.database, user));
};

interface LinkRequest {
	type: string;
	email: string;
	newEmail: string;
	password: string;
	data?: Fields;
}

const linkTypes = [
	'signup',
	'invite',
	'magiclink',
	'recovery',
	'email_change_current',
	'email_change_new'
];

/** `POST /admin/generate_link`: what would be mailed is answered instead. */
export const generateLink: Endpoint = async (context, request) => {
	await requireAdmin(context, request);
	const fields = await request.body();
	const asked: LinkRequest = {
		type: text(fields, 'type'),
		email: validEmail(text(fields, 'email')),
		newEmail: text(fields, 'new_email'),
		password: text(fields, 'password'),
		data: optionalObject(fields, 'data')
	};
	const redirectTo = context.redirects.of(request, text(fields, 'redirect_to'));
	if (!linkTypes.includes(asked.type))
		throw validationFailed(`Invalid email action link type requested: ${asked.type.slice(0, 40)}`);

	const found = await findUserByEmail(context.database, asked.email);
	if (!found) prepareForUnknown(context, asked);
	const candidate = newPerson(asked.email, asked.data ?? {});
	if (!found) {
		if (asked.type === 'signup') candidate.passwordHash = await signupHash(context, asked.password);
		await runBeforeUserCreated(context, request, candidate);
	}
	const result = await refusingDuplicates(() =>
		context.database.transaction(async (db) => {
			const user = found ? await lockPerson(db, found) : await createPerson(context, db, candidate);
			return storeLinkCode(context, db, user, asked, !found);
		})
	);
	const type = asked.type.startsWith('email_change') ? 'email_change' : asked.type;
	return ok({
		...(await fullUserJson(context.database, result.user)),
		action_link: context.mailer.actionLink(result.code.hash, type, redirectTo),
		email_otp: result.code.code,
		hashed_token: result.code.hash,
		verification_type: asked.type,
		redirect_to: redirectTo
	});
};

/** A magic link for a stranger is a sign-up; anything else needs a person. */
function prepareForUnknown(context: AuthContext, asked: LinkRequest): void {
	if (asked.type === 'magiclink') {
		asked.type = 'signup';
		asked.password = context.passwords.random();
	}
	if (asked.type !== 'signup' && asked.type !== 'invite')
		throw notFound('user_not_found', 'User with this email not found');
}

async function signupHash(context: AuthContext, password: string): Promise<string> {
	if (password === '') throw validationFailed('Signup requires a valid password');
	context.passwords.assertStrong(password);
	return context.passwords.hash(password);
}

async function storeLinkCode(
	context: AuthContext,
	db: Queryable,
	user: User,
	asked: LinkRequest,
	isNew: boolean
): Promise<{ user: User; code: Code }> {
	const now = context.clock();
	const { otpLength } = context.settings;
	if (asked.type.startsWith('email_change')) return storeEmailChange(context, db, user, asked);

	const code = newCode(asked.email, otpLength);
	if (asked.type === 'magiclink' || asked.type === 'recovery') {
		const changes = { recovery_token: code.hash, recovery_sent_at: now };
		await putCode(db, user.id, 'recovery_token', code.hash, asked.email, now);
		return { user: await changeUser(db, user, changes, now), code };
	}
	if (isConfirmed(user)) throw emailExists();
	const metadata = mergedMetadata(user.raw_user_meta_data, asked.data ?? {});
	const changed = await changeUser(
		db,
		user,
		{
			confirmation_token: code.hash,
			confirmation_sent_at: now,
			...(asked.type === 'invite' ? { invited_at: now } : {}),
			...(asked.type === 'signup' && !isNew ? { raw_user_meta_data: metadata } : {})
		},
		now
	);
	await putCode(db, user.id, 'confirmation_token', code.hash, asked.email, now);
	return { user: changed, code };
}

async function storeEmailChange(
	context: AuthContext,
	db: Queryable,
	user: User,
	asked: LinkRequest
): Promise<{ user: User; code: Code }> {
	const isCurrent = asked.type === 'email_change_current';
	if (isCurrent && !context.settings.doubleConfirmChanges)
		throw validationFailed('Enable secure email change to generate link for current email');
	const newEmail = validEmail(asked.newEmail);
	if (await findUserOwningEmail(db, newEmail, user.id)) throw emailExists();
	const now = context.clock();
	const address = isCurrent ? asked.email : newEmail;
	const kind = isCurrent ? 'email_change_token_current' : 'email_change_token_new';
	const code = newCode(address, context.settings.otpLength);
	const changed = await changeUser(
		db,
		user,
		{
			[kind]: code.hash,
			email_change: newEmail,
			email_change_sent_at: now,
			email_change_confirm_status: 0
		},
		now
	);
	await putCode(db, user.id, kind, code.hash, address, now);
	return { user: changed, code };
}

function newPerson(email: string, data: Fields): NewUser {
	return {
		email,
		appMetadata: { provider: 'email', providers: ['email'] },
		userMetadata: data
	};
}

async function createPerson(
	context: AuthContext,
	db: Queryable,
	candidate: NewUser
): Promise<User> {
	const user = await saveNewUser(context, db, candidate);
	const data = newIdentityData(user.id, { email: candidate.email });
	await insertIdentity(db, user.id, 'email', data, context.clock());
	return user;
}

async function lockPerson(db: Queryable, user: User): Promise<User> {
	const locked = await findUserById(db, user.id, true);
	if (!locked) throw notFound('user_not_found', 'User with this email not found');
	return locked;
}

async function lockUnconfirmed(db: Queryable, user: User): Promise<User> {
	const locked = await lockPerson(db, user);
	if (isConfirmed(locked)) throw emailExists();
	return locked;
}

async function refusingDuplicates<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		throw isDuplicateUser(error, 'email') ? emailExists() : error;
	}
}
