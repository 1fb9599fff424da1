import { validEmail } from './addresses.ts';
import { assertNotTooSoon, codeMails, sendCode, sendEmailChange } from './code-mails.ts';
import { ok, type AuthContext, type Endpoint } from './context.ts';
import type { Queryable } from './database.ts';
import {
	AuthError,
	badRequest,
	NotImplementedError,
	unprocessable,
	validationFailed
} from './errors.ts';
import { beginFlow, challengeOf } from './pkce.ts';
import { flag, optionalObject, text, type AuthRequest, type Fields } from './request.ts';
import { assertSignupEnabled, refusePhone, register } from './sign-up.ts';
import { uniformly } from './uniform.ts';
import { findUserByEmail, findUserById, isConfirmed, type User } from './users.ts';

/** `POST /otp` */
export const otp: Endpoint = async (context, request) => {
	context.limits.spend('otp', request.clientAddress);
	const fields = await request.body();
	const email = text(fields, 'email');
	const phone = text(fields, 'phone');
	if (email !== '' && phone !== '')
		throw validationFailed('Only an email address or phone number should be provided');
	if (email !== '' && text(fields, 'channel') !== '')
		throw validationFailed('Channel should only be specified with Phone OTP');
	challengeOf(fields);
	if (!flag(fields, 'create_user', true) && email !== '') await assertKnown(context, email);
	if (email !== '') return sendMagicLink(context, request, fields);
	if (phone === '') throw validationFailed('One of email or phone must be set');
	return refusePhone(context);
};

/** `POST /magiclink` */
export const magicLink: Endpoint = async (context, request) => {
	context.limits.spend('magiclink', request.clientAddress);
	return sendMagicLink(context, request, await request.body());
};

/** `POST /recover`: the same answer, after the same time, for known and unknown addresses. */
export const recover: Endpoint = async (context, request) => {
	context.limits.spend('recover', request.clientAddress);
	assertEmailProvider(context);
	const fields = await request.body();
	const email = text(fields, 'email');
	if (email === '') throw validationFailed('Password recovery requires an email');
	const address = validEmail(email);
	const challenge = challengeOf(fields);
	return uniformly(context.uniformAnswerTime, async () => {
		const user = await findUserByEmail(context.database, address);
		if (!user) return ok({});
		assertNotTooSoon(context, user.recovery_sent_at);
		context.inBackground('recovery mail', () =>
			mailAfterCommit(context, async (mailing, db) => {
				const locked = await findUserById(db, user.id, true);
				if (!locked) return;
				await beginFlow(db, locked.id, 'recovery', challenge, context.clock());
				await sendCode(mailing, db, request, locked, codeMails.recovery, challenge);
			})
		);
		return ok({});
	});
};

/** `POST /resend`: as silent as `recover`. */
export const resend: Endpoint = async (context, request) => {
	context.limits.spend('resend', request.clientAddress);
	const fields = await request.body();
	const type = text(fields, 'type');
	const isEmailType = type === 'signup' || type === 'email_change';
	if (!isEmailType && type !== 'sms' && type !== 'phone_change')
		throw validationFailed('Missing one of these types: signup, email_change, sms, phone_change');
	const challenge = isEmailType ? challengeOf(fields) : undefined;
	const email = text(fields, 'email');
	const phone = text(fields, 'phone');
	if (email === '' && type === 'signup')
		throw validationFailed('Type provided requires an email address');
	if (phone === '' && type === 'sms')
		throw validationFailed('Type provided requires a phone number');
	if (email !== '' && phone !== '')
		throw validationFailed('Only an email address or phone number should be provided.');
	if (email === '' && phone === '') throw validationFailed('Missing email address or phone number');
	if (email === '' || !isEmailType) {
		if (context.settings.features.phone) throw new NotImplementedError('sign-in by phone');
		throw badRequest('phone_provider_disabled', 'Phone logins are disabled');
	}
	assertEmailProvider(context);
	const address = validEmail(email);

	return uniformly(context.uniformAnswerTime, async () => {
		const user = await findUserByEmail(context.database, address);
		if (!user || !isAwaited(user, type)) return ok({});
		assertNotTooSoon(
			context,
			type === 'signup' ? user.confirmation_sent_at : user.email_change_sent_at
		);
		context.inBackground('repeated mail', () =>
			mailAfterCommit(context, async (mailing, db) => {
				const locked = await findUserById(db, user.id, true);
				if (!locked || !isAwaited(locked, type)) return;
				const now = context.clock();
				if (type === 'signup') {
					await beginFlow(db, locked.id, 'email/signup', challenge, now);
					await sendCode(mailing, db, request, locked, codeMails.confirmation, challenge);
					return;
				}
				await beginFlow(db, locked.id, 'email_change', challenge, now);
				const newEmail = locked.email_change ?? '';
				await sendEmailChange(mailing, db, request, locked, newEmail, challenge);
			})
		);
		return ok({});
	});
};

/**
 * Nobody waits for a mail in the background, so nothing needs to be undone when it fails; but whoever reads it at once
 * must find its code valid. So it leaves after the transaction, and not within.
 */
async function mailAfterCommit(
	context: AuthContext,
	work: (mailing: AuthContext, db: Queryable) => Promise<void>
): Promise<void> {
	const unsent: (() => Promise<void>)[] = [];
	const mailer: AuthContext['mailer'] = {
		...context.mailer,
		send: async (...message) => void unsent.push(() => context.mailer.send(...message))
	};
	await context.database.transaction((db) => work({ ...context, mailer }, db));
	for (const send of unsent) await send();
}

function isAwaited(user: User, type: string): boolean {
	return type === 'signup' ? !isConfirmed(user) : !!user.email_change;
}

async function sendMagicLink(
	context: AuthContext,
	request: AuthRequest,
	fields: Fields
): Promise<ReturnType<typeof ok>> {
	if (!context.settings.emailProviderEnabled)
		throw unprocessable('email_provider_disabled', 'Email logins are disabled');
	const given = text(fields, 'email');
	if (given === '') throw unprocessable('validation_failed', 'Password recovery requires an email');
	const email = validEmail(given);
	const challenge = challengeOf(fields);
	const data = optionalObject(fields, 'data') ?? {};

	let user = await findUserByEmail(context.database, email);
	if (!user || !isConfirmed(user)) {
		assertSignupEnabled(context);
		const password = context.passwords.random();
		const registered = await register(context, request, { email, password, data, challenge });
		// The confirmation mail that went out carries code and link already.
		if (registered === 'already_registered' || !isConfirmed(registered)) return ok({});
		user = registered;
	}
	const { id } = user;
	await context.database.transaction(async (db) => {
		const locked = await findUserById(db, id, true);
		if (!locked) return;
		await beginFlow(db, id, 'magiclink', challenge, context.clock());
		await sendCode(context, db, request, locked, codeMails.magicLink, challenge);
	});
	return ok({});
}

async function assertKnown(context: AuthContext, email: string): Promise<void> {
	// As GoTrue: an address that cannot be valid is answered like an unknown one.
	const user = await findUserByEmail(context.database, email);
	if (!user) throw unprocessable('otp_disabled', 'Signups not allowed for otp');
}

function assertEmailProvider(context: AuthContext): void {
	if (!context.settings.emailProviderEnabled)
		throw new AuthError(400, 'email_provider_disabled', 'Email logins are disabled');
}
