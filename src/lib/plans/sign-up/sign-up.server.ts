import { fieldOfRefusal, clientFields } from '#lib/clients/client-fields.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { PublicPlan, SignedUp } from './public-plan.ts';
import type { SignUpForm } from './sign-up-schema.ts';

/** Null for a code that is unknown, switched off, or of a plan out of sale: the three must not be told apart. */
export async function findPublicPlan(db: Db, code: string): Promise<PublicPlan | null> {
	return unwrap(
		await db.rpc('show_public_plan', { code }),
		'or null'
	) as unknown as PublicPlan | null;
}

/** Null when unknown, and a month later. */
export async function findSignedUp(db: Db, id: string): Promise<SignedUp | null> {
	return unwrap(await db.rpc('show_sign_up', { id }), 'or null') as unknown as SignedUp | null;
}

const fields: Record<string, keyof SignUpForm> = {
	sign_up_interval_required: 'months',
	plan_interval_not_offered: 'months',
	sign_up_agreement_required: 'agrees',
	sign_up_name_required: 'name',
	sign_up_email_required: 'email',
	sign_up_document_required: 'document'
};

/**
 * Signs up behind a plan's public link. Idempotent by `requestId`.
 * @returns the id under which its invoice is shown
 * @throws DomainError sign_up_not_available (404), sign_up_terms_changed (409), sign_up_too_many (429); the rules of
 * clients, at their fields
 */
export async function signUp(
	db: Db,
	code: string,
	locale: string,
	form: SignUpForm
): Promise<string> {
	const { requestId, version, agreementVersion, agrees, months, ...client } = form;
	try {
		const { id } = unwrap(
			await db.rpc('sign_up', {
				...{ request_id: requestId, code, locale },
				fields: clientFields(client) as never,
				choice: {
					months: Number(months),
					version: Number(version),
					agreement_version: agreementVersion === '' ? null : Number(agreementVersion),
					agrees
				}
			})
		) as unknown as { id: string };
		return id;
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const field = fields[error.code] ?? fieldOfRefusal(error.code);
		throw field ? new DomainError(error.code, error.status, { ...error.params, field }) : error;
	}
}
