import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { correctionSchema } from './correction-schema.ts';

const fieldOfRefusal: Record<string, string> = {
	session_correction_invalid: 'quantity',
	session_extras_insufficient: 'quantity',
	session_reason_invalid: 'reason'
};

/** The action that gives extras, or takes some. */
export const correctSessions = formAction(correctionSchema, async (asked, { locals, params }) => {
	try {
		unwrap(
			await locals.db.rpc('correct_sessions', {
				request_id: asked.requestId,
				client_id: params.clientId ?? '',
				extras: asked.direction === 'give' ? asked.quantity : -asked.quantity,
				reason: asked.reason
			})
		);
	} catch (error) {
		const field = error instanceof DomainError && fieldOfRefusal[error.code];
		if (!field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
	return m.usage_corrected();
});
