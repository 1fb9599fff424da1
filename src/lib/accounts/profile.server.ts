import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';

export interface Profile {
	id: string;
	name: string;
	email: string;
	/** Eleven digits, by which the person may sign in too. */
	cpf: string | null;
}

/** @throws DomainError not_signed_in, impersonation_forbidden */
export async function getProfile(db: Db): Promise<Profile> {
	return unwrap(await db.rpc('my_profile')) as unknown as Profile;
}

/** @throws DomainError person_name_invalid, person_cpf_invalid, not_signed_in, impersonation_forbidden */
export async function saveProfile(
	db: Db,
	{ name, cpf }: { name: string; cpf: string | null }
): Promise<void> {
	try {
		unwrap(await db.rpc('save_my_profile', { name, ...(cpf && { cpf }) }), 'or null');
	} catch (error) {
		throw atField(error);
	}
}

const fields: Record<string, string> = { person_name_invalid: 'name', person_cpf_invalid: 'cpf' };

function atField(error: unknown): unknown {
	if (!(error instanceof DomainError)) return error;
	const field = fields[error.code];
	return field ? new DomainError(error.code, error.status, { ...error.params, field }) : error;
}
