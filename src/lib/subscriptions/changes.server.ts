import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { Db } from '#lib/server/db.ts';
import type { ChangeForm } from './change-schema.ts';
import { fieldOfRefusal, wishOf } from './change-wish.ts';
import type { ChangeKind, ChangeName, ChangePreview } from './subscription-change.ts';

/**
 * What a change would do, line by line; nothing is written.
 * @throws DomainError what `changeSubscription` throws
 */
export async function previewChange(
	db: Db,
	subscriptionId: string,
	name: ChangeName,
	form: ChangeForm
): Promise<ChangePreview> {
	const asked = wishOf(name, form);
	return atFields(name, async () =>
		camelKeys(
			unwrap(
				await db.rpc('preview_subscription_change', { subscription_id: subscriptionId, ...asked })
			)
		)
	) as Promise<ChangePreview>;
}

/**
 * Changes a subscription. Idempotent by `requestId`.
 * @throws DomainError the refusals of `change_subscription`, at their fields
 */
export async function changeSubscription(
	db: Db,
	subscriptionId: string,
	name: ChangeName,
	form: ChangeForm
): Promise<{ kind: ChangeKind; invoiceId: string | null }> {
	const asked = wishOf(name, form);
	return atFields(name, async () =>
		camelKeys(
			unwrap(
				await db.rpc('change_subscription', {
					request_id: form.requestId,
					subscription_id: subscriptionId,
					...asked
				})
			)
		)
	) as Promise<{ kind: ChangeKind; invoiceId: string | null }>;
}

/**
 * Takes back what has not taken effect. Idempotent.
 * @throws DomainError subscription_change_not_found (404), subscription_change_effective (409), not_permitted (403)
 */
export async function undoChange(db: Db, changeId: string): Promise<void> {
	unwrap(await db.rpc('undo_subscription_change', { change_id: changeId }));
}

/** A refusal is said at its field. */
async function atFields(name: ChangeName, work: () => Promise<unknown>): Promise<unknown> {
	try {
		return await work();
	} catch (error) {
		const field = error instanceof DomainError ? fieldOfRefusal(name, error.code) : undefined;
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
}
