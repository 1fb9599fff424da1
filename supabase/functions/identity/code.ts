import { inBackground } from '../_shared/background.ts';
import { candidatesFor } from './candidates.ts';
import { identifierField, purposeField, type Fields } from './fields.ts';
import type { Answer, Platform } from './route.ts';

/**
 * `{identifier, purpose}` → 202 `{}`, and a mail with a code if the person is known and limits allow.
 * Auth writes mails while it answers, so nobody waits for it.
 */
export function sendCode(fields: Fields) {
	const identifier = identifierField(fields);
	const purpose = purposeField(fields);
	return async ({ auth, database }: Platform): Promise<Answer> => {
		const candidates = await candidatesFor(identifier, database);
		for (const { email } of candidates)
			inBackground('a code was not sent', auth.sendCode(email, purpose));
		return { status: 202, body: {} };
	};
}
