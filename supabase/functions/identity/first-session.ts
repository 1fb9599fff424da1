import type { Auth, Session } from './auth.ts';
import { inBackground } from '../_shared/background.ts';

/**
 * Tries all candidates at once, so that several take no longer than one, and keeps the first session by their order.
 * @returns null when all were refused
 * @throws Refusal when nobody got in and one could not be asked
 */
export async function firstSession<Candidate>(
	candidates: Candidate[],
	auth: Auth,
	attempt: (candidate: Candidate) => Promise<Session | null>
): Promise<Session | null> {
	const outcomes = await Promise.allSettled(candidates.map(attempt));
	const [first, ...others] = outcomes
		.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : null))
		.filter((session) => session !== null);
	for (const other of others) inBackground('a session too many stays open', auth.signOut(other));
	if (first) return first;
	const failure = outcomes.find((outcome) => outcome.status === 'rejected');
	if (failure) throw failure.reason;
	return null;
}
