import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import { planFields } from '#lib/plans/plan-choice-schema.ts';
import type { Db } from '#lib/server/db.ts';
import type { NewSubscriptionPreview } from './new-preview.ts';
import type { NewSubscriptionForm } from './new-subscription-schema.ts';
import { newSubscriptionFields, newTerms } from './new-terms.ts';

/**
 * Puts an existing client on a plan and bills the first period, unless it begins later. Idempotent by `requestId`.
 * @returns `invoiceId` null when nothing is billed yet
 * @throws DomainError client_not_found (404), client_archived (409), request_id_reused (409), not_permitted (403);
 * the rules of plan and terms, at their fields
 */
export async function addSubscription(
	db: Db,
	clientId: string,
	form: NewSubscriptionForm
): Promise<{ subscriptionId: string; invoiceId: string | null }> {
	return (await atFields(async () =>
		unwrap(
			await db.rpc('add_subscription', {
				request_id: form.requestId,
				client_id: clientId,
				plan: planFields(form),
				terms: newTerms(form)
			})
		)
	)) as { subscriptionId: string; invoiceId: string | null };
}

/**
 * What `addSubscription` would make; nothing is written.
 * @throws DomainError what `addSubscription` throws
 */
export async function previewSubscription(
	db: Db,
	clientId: string,
	form: NewSubscriptionForm
): Promise<NewSubscriptionPreview> {
	return (await atFields(async () =>
		unwrap(
			await db.rpc('preview_subscription', {
				client_id: clientId,
				plan: planFields(form),
				terms: newTerms(form)
			})
		)
	)) as NewSubscriptionPreview;
}

/** A broken rule is said at its field. */
async function atFields(work: () => Promise<unknown>): Promise<unknown> {
	try {
		return camelKeys(await work());
	} catch (error) {
		const field = error instanceof DomainError ? newSubscriptionFields[error.code] : undefined;
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
}
