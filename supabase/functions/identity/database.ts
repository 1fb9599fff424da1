import { Refusal, unavailable } from './refusal.ts';
import type { Settings } from './settings.ts';

export interface Invitation {
	invitation_id: string;
	email: string;
	/** Somebody can sign in with that address already. */
	has_account: boolean;
}

/** The rules, which all are SQL (migrations: sign_in). Only the secret key may call them. */
export interface Database {
	/** Whom an e-mail address or a CPF may mean; at most three. */
	signInCandidates(identifier: string): Promise<{ person_id: string; email: string }[]>;
	/** Counts a try before Auth is asked. @returns false when the person is locked or does not exist */
	beginCodeAttempt(personId: string): Promise<boolean>;
	/** Vouches for a session born of a counted code. @returns false when nothing was counted */
	admitSession(sessionId: string): Promise<boolean>;
	findInvitation(token: string): Promise<Invitation | null>;
	/** @throws Refusal with what the database refuses, e.g. an invitation that ended meanwhile */
	acceptInvitation(token: string, personId: string): Promise<void>;
}

const patienceMs = 8_000;

export function createDatabase({ supabaseUrl, secretKey }: Settings): Database {
	async function call<Result>(name: string, given: Record<string, string>): Promise<Result> {
		const response = await fetch(`${supabaseUrl}/rest/v1/rpc/${name}`, {
			method: 'POST',
			headers: { apikey: secretKey, 'content-type': 'application/json' },
			body: JSON.stringify(given),
			signal: AbortSignal.timeout(patienceMs)
		}).catch((error: Error) => {
			throw unavailable(`${name}: ${error.message}`);
		});
		if (response.ok) return (await response.json()) as Result;
		const { code, message } = (await response.json().catch(() => ({}))) as Partial<
			Record<string, string>
		>;
		// No message goes to the log: it may quote what was asked. `app.refuse` raises PTxyz, with the code for the interface as its message.
		if (/^PT4\d\d$/.test(code ?? '')) throw new Refusal(response.status, String(message));
		throw unavailable(`${name}: ${response.status} ${code}`);
	}

	return {
		signInCandidates: (identifier) => call('sign_in_candidates', { identifier }),
		beginCodeAttempt: (personId) => call('begin_code_attempt', { person_id: personId }),
		admitSession: (sessionId) => call('admit_session', { session_id: sessionId }),
		findInvitation: (token) => call('invitation_for_acceptance', { token }),
		acceptInvitation: (token, personId) =>
			call('accept_invitation_for', { token, person_id: personId })
	};
}
