import { inBackground } from '../_shared/background.ts';
import { candidatesFor } from './candidates.ts';
import { identifierField, passwordField, type Fields } from './fields.ts';
import { firstSession } from './first-session.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Platform } from './route.ts';

/** `{identifier, password}` → 200 with a session, or 401 sign_in_wrong whatever the reason is. */
export function signIn(fields: Fields) {
	const identifier = identifierField(fields);
	const password = passwordField(fields);
	return async ({ auth, database }: Platform): Promise<Answer> => {
		const candidates = await candidatesFor(identifier, database);
		const session = await firstSession(candidates, auth, async ({ email, isKnown }) => {
			const signedIn = await auth.signIn(email, password);
			if (!signedIn || isKnown) return signedIn?.session ?? null;
			inBackground('a session of nobody stays open', auth.signOut(signedIn.session));
			return null;
		});
		if (!session) throw new Refusal(401, 'sign_in_wrong');
		return { status: 200, body: session };
	};
}
