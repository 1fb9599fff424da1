import { claimsOf, type Auth, type Session } from './auth.ts';
import type { Invitation } from './database.ts';
import { passwordField, textField, type Fields } from './fields.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Platform } from './route.ts';

/** bcrypt, which Auth uses, takes no more bytes. */
const longestPassword = 72;

/**
 * `{token, name, password, locale}` → 200 with a session: makes the sign-in of an invited address and accepts for it.
 * 404 invitation_not_found; 409 invitation_needs_sign_in when the address has a sign-in with another password;
 * 422 password_weak, password_too_long. A second click with the same password gets its session as well.
 */
export function acceptInvitation(fields: Fields) {
	const token = tokenField(fields);
	const name = textField(fields, 'name', 120);
	const password = passwordField(fields);
	if (new TextEncoder().encode(password).length > longestPassword)
		throw new Refusal(422, 'password_too_long');
	const locale = fields.locale === 'en' ? 'en' : 'pt-BR';
	return async ({ auth, database }: Platform): Promise<Answer> => {
		const invitation = await database.findInvitation(token);
		if (!invitation) throw notFound();

		const user = { email: invitation.email, password, name, locale };
		const session = await enter(invitation, user, auth);
		try {
			await database.acceptInvitation(token, claimsOf(session).sub);
		} catch (error) {
			await auth.signOut(session);
			throw error;
		}
		return { status: 200, body: session };
	};
}

/** The password proves that whoever made the sign-in, a parallel click perhaps, is whoever asks now. */
async function enter(
	invitation: Invitation,
	user: Parameters<Auth['createUser']>[0],
	auth: Auth
): Promise<Session> {
	const createdId = invitation.has_account ? null : await auth.createUser(user);
	const signedIn = await auth.signIn(user.email, user.password);
	if (!signedIn) throw new Refusal(409, 'invitation_needs_sign_in');
	if (!signedIn.isWeak) return signedIn.session;
	// Auth checks the strength of a password everywhere but where an administrator makes a user, and says so at sign-in.
	if (createdId) await auth.deleteUser(createdId);
	else await auth.signOut(signedIn.session);
	throw new Refusal(422, 'password_weak');
}

/** A mangled link is as good as one that never was. */
function tokenField(fields: Fields): string {
	const token = Object.hasOwn(fields, 'token') ? fields.token : undefined;
	if (typeof token !== 'string' || !/^[\w-]{8,200}$/.test(token)) throw notFound();
	return token;
}

const notFound = () => new Refusal(404, 'invitation_not_found');
