import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import {
	stepToTake,
	typedAnswers,
	type Draft,
	type DraftAnswers,
	type DraftPart,
	type Onboarding,
	type OpenOnboarding
} from './onboarding.ts';

interface StoredOnboarding {
	id: string;
	draft: Draft;
	updated_at: string;
	starter: string | null;
}

/** Null when nothing has been saved under this id yet. */
export async function findOnboarding(
	db: Db,
	resellerId: string,
	id: string
): Promise<Onboarding | null> {
	return unwrap(
		await db
			.from('onboardings')
			.select('id, draft, clientId:client_id')
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<Onboarding, { merge: false }>(),
		'or null'
	);
}

/** The latest onboardings of the acting reseller that were begun and not completed. */
export async function listOpenOnboardings(db: Db): Promise<OpenOnboarding[]> {
	const rows = unwrap(await db.rpc('list_open_onboardings')) as unknown as StoredOnboarding[];
	return rows.map(({ id, draft, updated_at, starter }) => ({
		id,
		updatedAt: updated_at,
		name: nameIn(draft.client),
		startedBy: starter,
		step: stepToTake(draft)
	}));
}

/** Keeps the answers of one step. Idempotent. */
export async function saveAnswers(
	db: Db,
	id: string,
	part: DraftPart,
	answers: DraftAnswers
): Promise<void> {
	unwrap(await db.rpc('save_onboarding', { id, part, answers: answers as never }), 'or null');
}

/**
 * Makes client, subscription and first invoice, and mails the invoice. Idempotent: a repeat answers the same client.
 * @throws DomainError onboarding_not_found, onboarding_incomplete, first_due_in_past, first_due_too_far,
 * plan_not_available, not_permitted, or a rule of client or plan by name
 */
export async function completeOnboarding(
	db: Db,
	id: string
): Promise<{ clientId: string; invoiceId: string }> {
	const done = unwrap(await db.rpc('complete_onboarding', { id })) as {
		client_id: string;
		invoice_id: string;
	};
	return { clientId: done.client_id, invoiceId: done.invoice_id };
}

/** Drops an unfinished onboarding. Idempotent. */
export async function discardOnboarding(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('discard_onboarding', { id }), 'or null');
}

function nameIn(client: DraftAnswers | undefined): string | null {
	const name = (typedAnswers(client) ?? client)?.name;
	return typeof name === 'string' && name.trim() ? name.trim() : null;
}
