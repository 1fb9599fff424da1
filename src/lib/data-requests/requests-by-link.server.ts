import {
	clientColumns,
	fieldOfColumn,
	fieldOfRefusal,
	sameValue,
	storedClient,
	type ClientColumn,
	type ClientField,
	type StoredClient
} from '#lib/clients/client-fields.ts';
import type { ClientForm } from '#lib/clients/client-schema.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import type { Db } from '#lib/server/db.ts';
import type { Answers } from './answers-schema.ts';
import type { Missing } from './data-request.ts';
import type { KeptAnswers, RequestByLink } from './open-request.ts';

/** Null when the link is unknown or was withdrawn: the two must not be told apart. */
export async function findRequestByLink(db: Db, token: string): Promise<RequestByLink | null> {
	return unwrap(
		await db.rpc('show_data_request', { token }),
		'or null'
	) as unknown as RequestByLink | null;
}

/**
 * Keeps answers, and says which ones it did not keep. Without any: the form was opened.
 * @throws DomainError data_request_not_found (404), data_request_used, data_request_expired (410),
 * data_request_too_many_saves (429)
 */
export async function keepAnswers(
	db: Db,
	token: string,
	answers: Partial<ClientForm>
): Promise<KeptAnswers> {
	const kept = unwrap(
		await db.rpc('save_data_request', { token, fields: storedClient(answers) as never })
	) as unknown as {
		saved_at: string | null;
		refused: Partial<Record<ClientColumn, string>>;
		missing: Missing;
	};
	const refused = Object.entries(kept.refused).map(([column, rule]) => [
		fieldOfColumn(column),
		errorText({ code: rule, params: {} })
	]);
	return { savedAt: kept.saved_at, refused: Object.fromEntries(refused), missing: kept.missing };
}

/**
 * Hands the form in: what changed since it was opened (`base`) is taken over, the link has served.
 * @throws DomainError as keepAnswers, and the rules of clients at their fields
 */
export async function completeRequest(db: Db, token: string, answers: Answers): Promise<void> {
	try {
		const fields = storedClient(changedAnswers(answers));
		unwrap(await db.rpc('complete_data_request', { token, fields: fields as never }));
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const field = fieldOfRefusal(error.code);
		throw field ? new DomainError(error.code, error.status, { ...error.params, field }) : error;
	}
}

/** A form that is posted as a whole says much that the client never touched since it was opened: that is no answer. */
export function changedAnswers({ base, ...answers }: Answers): Partial<ClientForm> {
	const shown = parsedBase(base);
	const stored = storedClient(answers);
	return Object.fromEntries(
		Object.entries(answers).filter(([field]) => {
			const column = clientColumns[field as ClientField];
			return column in stored && !sameValue(stored[column], shown[column]);
		})
	);
}

function parsedBase(base: string): StoredClient {
	try {
		const parsed: unknown = JSON.parse(base);
		return typeof parsed === 'object' && parsed !== null ? (parsed as StoredClient) : {};
	} catch {
		return {};
	}
}
