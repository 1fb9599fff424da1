import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { formatDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Db } from '#lib/server/db.ts';
import { ownReleaseSchema, releaseSchema } from './release-schema.ts';
import { spokenParams } from './spoken-params.ts';

interface Release {
	requestId: string;
	invoiceId: string;
	untilOn?: string;
	reason?: string;
}

const fieldOfRefusal: Record<string, string> = {
	release_until_invalid: 'untilOn',
	release_reason_invalid: 'reason'
};

/**
 * Trusts a client to pay by a day. Idempotent by requestId.
 * @returns the day up to which the invoice blocks nothing
 * @throws DomainError release_other_late, release_not_late, release_limit_reached … (409), release_until_invalid (422)
 */
export async function releaseOnTrust(db: Db, release: Release): Promise<string> {
	try {
		const answer = unwrap(
			await db.rpc('release_on_trust', {
				request_id: release.requestId,
				invoice_id: release.invoiceId,
				...(release.untilOn && { until_on: release.untilOn }),
				...(release.reason && { reason: release.reason })
			})
		) as { until_on: string };
		return answer.until_on;
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const field = fieldOfRefusal[error.code];
		throw new DomainError(error.code, error.status, {
			...spokenParams(error.params, getLocale()),
			...(field && { field })
		});
	}
}

/** By staff, on a client's page. */
export const release = formAction(releaseSchema, async (given, { locals }) => {
	const untilOn = await releaseOnTrust(locals.db, given);
	return m.dunning_released({ date: formatDate(untilOn, getLocale()) });
});

/** By a client itself, in the portal. */
export const releaseOneself = formAction(ownReleaseSchema, async (given, { locals }) => {
	const untilOn = await releaseOnTrust(locals.db, given);
	return m.dunning_portal_released({ date: formatDate(untilOn, getLocale(), 'long') });
});
