import type { MailType } from './auth-options.ts';
import type { AuthContext } from './context.ts';
import type { Queryable } from './database.ts';
import { AuthError, unexpectedFailure } from './errors.ts';
import { newCode, pkcePrefix, putCode, type Code, type CodeKind } from './one-time-codes.ts';
import type { Challenge } from './pkce.ts';
import type { AuthRequest } from './request.ts';
import type { TemplateData } from './template.ts';
import { changeUser, type User, type UserChanges } from './users.ts';

interface CodeMail {
	template: MailType;
	/** The `type` that /verify is called with. */
	verifies: string;
	kind: CodeKind;
	sentAt: 'confirmation_sent_at' | 'recovery_sent_at' | 'reauthentication_sent_at';
	failure: string;
}

/** A mail that proves possession of the account's address. */
export const codeMails = {
	confirmation: {
		template: 'confirmation',
		verifies: 'signup',
		kind: 'confirmation_token',
		sentAt: 'confirmation_sent_at',
		failure: 'Error sending confirmation email'
	},
	invite: {
		template: 'invite',
		verifies: 'invite',
		kind: 'confirmation_token',
		sentAt: 'confirmation_sent_at',
		failure: 'Error sending invite email'
	},
	magicLink: {
		template: 'magic_link',
		verifies: 'magiclink',
		kind: 'recovery_token',
		sentAt: 'recovery_sent_at',
		failure: 'Error sending magic link email'
	},
	recovery: {
		template: 'recovery',
		verifies: 'recovery',
		kind: 'recovery_token',
		sentAt: 'recovery_sent_at',
		failure: 'Error sending recovery email'
	},
	reauthentication: {
		template: 'reauthentication',
		verifies: 'reauthentication',
		kind: 'reauthentication_token',
		sentAt: 'reauthentication_sent_at',
		failure: 'Error sending reauthentication email'
	}
} as const satisfies Record<string, CodeMail>;

/**
 * Sends a fresh code to the account's address and keeps its hash, all or nothing: run it in a
 * transaction that holds the user's row. An earlier code of the kind stops working.
 * @throws AuthError 429 within `maxFrequency` of the last one; 500 when the mail does not leave
 */
export async function sendCode(
	context: AuthContext,
	db: Queryable,
	request: AuthRequest,
	user: User,
	mail: CodeMail,
	challenge?: Challenge
): Promise<User> {
	// An invitation is an administrator's act, and may be repeated at once.
	if (mail.template !== 'invite') assertNotTooSoon(context, user[mail.sentAt]);
	const now = context.clock();
	const address = user.email ?? '';
	const code = newCode(address, context.settings.otpLength, !!challenge);
	const changes: UserChanges = { [mail.kind]: code.hash, [mail.sentAt]: now };
	if (mail.template === 'invite') changes.invited_at = now;
	const changed = await changeUser(db, user, changes, now);
	await putCode(db, user.id, mail.kind, code.hash, address, now);
	context.limits.spendMessage();
	const redirectTo = context.redirects.of(request);
	await deliver(context, mail.template, address, mail.failure, {
		...codeData(context, code, mail.verifies, redirectTo),
		Email: address,
		Data: user.raw_user_meta_data ?? {}
	});
	return changed;
}

/**
 * Sends codes to the new address and, with `doubleConfirmChanges`, to the present one.
 * @see sendCode for how to call it
 */
export async function sendEmailChange(
	context: AuthContext,
	db: Queryable,
	request: AuthRequest,
	user: User,
	newEmail: string,
	challenge?: Challenge
): Promise<User> {
	assertNotTooSoon(context, user.email_change_sent_at);
	const { otpLength, doubleConfirmChanges } = context.settings;
	const now = context.clock();
	const current = user.email ?? '';
	const codeForNew = newCode(newEmail, otpLength, !!challenge);
	const codeForCurrent =
		doubleConfirmChanges && current !== '' ? newCode(current, otpLength, !!challenge) : undefined;

	const changed = await changeUser(
		db,
		user,
		{
			email_change: newEmail,
			email_change_sent_at: now,
			email_change_confirm_status: 0,
			email_change_token_new: codeForNew.hash,
			email_change_token_current: codeForCurrent?.hash ?? user.email_change_token_current
		},
		now
	);
	await putCode(db, user.id, 'email_change_token_new', codeForNew.hash, newEmail, now);
	if (codeForCurrent)
		await putCode(db, user.id, 'email_change_token_current', codeForCurrent.hash, current, now);

	context.limits.spendMessage();
	const redirectTo = context.redirects.of(request);
	const send = (code: Code, to: string): Promise<void> =>
		deliver(context, 'email_change', to, 'Error sending email change email', {
			...codeData(context, code, 'email_change', redirectTo),
			Email: current,
			NewEmail: newEmail,
			SendingTo: to,
			Data: user.raw_user_meta_data ?? {}
		});
	await Promise.all([
		send(codeForNew, newEmail),
		...(codeForCurrent ? [send(codeForCurrent, current)] : [])
	]);
	return changed;
}

/** @throws AuthError 429 naming the seconds to wait */
export function assertNotTooSoon(context: AuthContext, sentAt: Date | null): void {
	if (sentAt === null) return;
	const left = sentAt.getTime() + context.settings.maxFrequency * 1000 - context.clock().getTime();
	if (left > 0)
		throw new AuthError(
			429,
			'over_email_send_rate_limit',
			`For security purposes, you can only request this after ${Math.floor(left / 1000)} seconds.`
		);
}

function codeData(
	context: AuthContext,
	code: Code,
	verifies: string,
	redirectTo: string
): TemplateData {
	return {
		Token: code.code,
		TokenHash: code.hash,
		ConfirmationURL: context.mailer.actionLink(code.hash, verifies, redirectTo),
		RedirectTo: redirectTo
	};
}

async function deliver(
	context: AuthContext,
	type: MailType,
	to: string,
	failure: string,
	data: TemplateData
): Promise<void> {
	try {
		await context.mailer.send(type, to, data);
	} catch (error) {
		context.log('error', failure, { error });
		throw unexpectedFailure(failure);
	}
}

export const isPkceHash = (hash: string): boolean => hash.startsWith(pkcePrefix);
