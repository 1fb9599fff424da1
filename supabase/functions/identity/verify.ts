import { claimsOf, type Session } from './auth.ts';
import { candidatesFor, nobodysAddress, type Candidate } from './candidates.ts';
import { identifierField, purposeField, textField, type Fields, type Purpose } from './fields.ts';
import { firstSession } from './first-session.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Platform } from './route.ts';

/**
 * `{identifier, code, purpose}` → 200 with a session, or 422 code_wrong for wrong, expired, used and locked alike.
 * Auth does not count how often a code is tried; the database does, before Auth is asked.
 */
export function verifyCode(fields: Fields) {
	const identifier = identifierField(fields);
	const purpose = purposeField(fields);
	const code = textField(fields, 'code', 40).replace(/[\s.-]/g, '');
	if (!/^\d{6,10}$/.test(code)) throw codeWrong();
	return async (platform: Platform): Promise<Answer> => {
		const candidates = await candidatesFor(identifier, platform.database);
		const session = await firstSession(candidates, platform.auth, (candidate) =>
			tryCode(candidate, code, purpose, platform)
		);
		if (!session) throw codeWrong();
		return { status: 200, body: session };
	};
}

async function tryCode(
	{ personId, email }: Candidate,
	code: string,
	purpose: Purpose,
	{ auth, database }: Platform
): Promise<Session | null> {
	const isCounted = await database.beginCodeAttempt(personId);
	// Who is locked costs a call like everybody, lest the limit per address tell the two apart. Nobody's code is tried by it.
	const session = await auth.verifyCode(isCounted ? email : nobodysAddress(), code, purpose);
	if (!session) return null;
	let isAdmitted = false;
	try {
		isAdmitted = isCounted && (await database.admitSession(claimsOf(session).session_id));
	} finally {
		if (!isAdmitted) await auth.signOut(session);
	}
	return isAdmitted ? session : null;
}

const codeWrong = () => new Refusal(422, 'code_wrong');
