import { validEmail } from './addresses.ts';
import { confirmEmail } from './confirm.ts';
import type { AuthContext } from './context.ts';
import { isDuplicateUser, type Queryable } from './database.ts';
import {
	emailExists,
	forbidden,
	NotImplementedError,
	validationFailed,
	type AuthError
} from './errors.ts';
import { changeIdentityData, listIdentities, putIdentity, refreshProviders } from './identities.ts';
import {
	dropAllCodes,
	dropCode,
	findCodeOwner,
	hashOf,
	isExpired,
	isSameHash,
	pkcePrefix,
	type CodeKind
} from './one-time-codes.ts';
import {
	changeUser,
	findUserByEmail,
	findUserById,
	hasPassword,
	isBanned,
	isConfirmed,
	type User
} from './users.ts';

/** What `/verify` is to check; exactly one of `email`+`code` and `hash`. */
export interface Proof {
	type: string;
	/** Hash of the code as stored, or computed from address and code. */
	hash: string;
	/** Present when the person typed a code. */
	email?: string;
}

export interface Verified {
	user: User;
	/** The type asked for; `email` has become `signup` or `magiclink`. */
	type: string;
	/** False after the first of two confirmations of a new address. */
	isComplete: boolean;
}

const kindsOf: Record<string, CodeKind[]> = {
	signup: ['confirmation_token'],
	invite: ['confirmation_token'],
	recovery: ['recovery_token'],
	magiclink: ['recovery_token'],
	email: ['confirmation_token', 'recovery_token'],
	email_change: ['email_change_token_current', 'email_change_token_new']
};

export function proofOfCode(type: string, email: string, code: string): Proof {
	const address = validEmail(email);
	return { type, hash: hashOf(address, code), email: address };
}

/**
 * Uses up the code and takes its effect. Run it in a transaction: the user's row is locked first,
 * so that of several requests with one code exactly one succeeds.
 * @throws AuthError 403 otp_expired for wrong, used and expired alike; 400 for an unknown type
 */
export async function verifyProof(
	context: AuthContext,
	db: Queryable,
	proof: Proof
): Promise<Verified> {
	if (proof.type === 'sms' || proof.type === 'phone_change')
		throw new NotImplementedError('verification by phone');
	const kinds = Object.hasOwn(kindsOf, proof.type) ? kindsOf[proof.type] : undefined;
	// A code of an unknown type is looked up by address first, as in GoTrue, and so never is found.
	if (!kinds)
		throw proof.email ? invalidProof(proof) : validationFailed('Invalid email verification type');

	const user = await findOwner(db, proof, kinds);
	if (!user) throw invalidProof(proof);
	const now = context.clock();
	if (isBanned(user, now)) throw forbidden('user_banned', 'User is banned');
	const kind = kinds.find((candidate) => isSameHash(proof.hash, user[candidate]));
	if (!kind || isExpired(sentAt(user, kind), context.settings.otpExpiry, now))
		throw invalidProof(proof);

	if (proof.type === 'email_change') return verifyEmailChange(context, db, user, kind, now);
	const effect = kind === 'confirmation_token' ? confirmSignup : recoverAccess;
	const verified = await effect(context, db, user, now);
	const type =
		proof.type !== 'email' ? proof.type : kind === 'recovery_token' ? 'magiclink' : 'signup';
	return { user: await refreshProviders(db, verified, now), type, isComplete: true };
}

async function findOwner(db: Queryable, proof: Proof, kinds: CodeKind[]): Promise<User | null> {
	if (proof.email !== undefined && proof.type !== 'email_change')
		return findUserByEmail(db, proof.email, true);
	const hashes = proof.email === undefined ? [proof.hash] : [proof.hash, pkcePrefix + proof.hash];
	for (const hash of hashes) {
		const owner = await findCodeOwner(db, hash, kinds);
		if (owner) return findUserById(db, owner.userId, true);
	}
	return null;
}

function sentAt(user: User, kind: CodeKind): Date | null {
	if (kind === 'confirmation_token') return user.confirmation_sent_at;
	return kind === 'recovery_token' ? user.recovery_sent_at : user.email_change_sent_at;
}

async function confirmSignup(
	context: AuthContext,
	db: Queryable,
	user: User,
	now: Date
): Promise<User> {
	let confirmed = await confirmEmail(db, user, now);
	if (!hasPassword(user) && user.invited_at !== null) {
		// Until an invited person chooses a password nobody must get in with an empty one.
		const passwordHash = await context.passwords.hash(context.passwords.random());
		confirmed = await changeUser(db, confirmed, { encrypted_password: passwordHash }, now);
	}
	for (const identity of await listIdentities(db, user.id))
		if (identity.email && identity.email === user.email)
			await changeIdentityData(db, identity, { email_verified: true }, now);
	return confirmed;
}

async function recoverAccess(
	_context: AuthContext,
	db: Queryable,
	user: User,
	now: Date
): Promise<User> {
	const recovered = await changeUser(db, user, { recovery_token: '' }, now);
	await dropAllCodes(db, user.id);
	return isConfirmed(recovered) ? recovered : confirmEmail(db, recovered, now);
}

async function verifyEmailChange(
	context: AuthContext,
	db: Queryable,
	user: User,
	kind: CodeKind,
	now: Date
): Promise<Verified> {
	const { enableConfirmations, doubleConfirmChanges } = context.settings;
	const isFirstOfTwo =
		enableConfirmations &&
		doubleConfirmChanges &&
		(user.email_change_confirm_status ?? 0) === 0 &&
		!!user.email;
	if (isFirstOfTwo) {
		const changes = { email_change_confirm_status: 1, [kind]: '' };
		await dropCode(db, user.id, kind);
		const waiting = await changeUser(db, user, changes, now);
		return { user: waiting, type: 'email_change', isComplete: false };
	}
	const newEmail = user.email_change ?? '';
	const data = { email: newEmail, email_verified: true };
	await putIdentity(db, user.id, 'email', data, now);
	let changed = await moveToEmail(db, user, newEmail, now);
	await dropAllCodes(db, user.id);
	if (!isConfirmed(changed)) changed = await confirmEmail(db, changed, now);
	return {
		user: await refreshProviders(db, changed, now),
		type: 'email_change',
		isComplete: true
	};
}

async function moveToEmail(db: Queryable, user: User, email: string, now: Date): Promise<User> {
	const changes = {
		email,
		email_change: '',
		email_change_token_current: '',
		email_change_token_new: '',
		email_change_confirm_status: 0
	};
	try {
		return await changeUser(db, user, changes, now);
	} catch (error) {
		// Someone else has taken the address since the change was asked for.
		throw isDuplicateUser(error, 'email') ? emailExists() : error;
	}
}

function invalidProof(proof: Proof): AuthError {
	return forbidden(
		'otp_expired',
		proof.email === undefined
			? 'Email link is invalid or has expired'
			: 'Token has expired or is invalid'
	);
}
