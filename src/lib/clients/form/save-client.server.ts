import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import {
	clientColumns,
	clientFields,
	fieldOfRefusal,
	storedClient,
	type StoredClient
} from '../client-fields.ts';
import type { ClientForm, EditClientForm } from '../client-schema.ts';
import type { Duplicate, MatchedBy } from './duplicate.ts';
import { baseOf, changedColumns } from './merge-elsewhere.ts';

/** A client as the form edits it. */
export interface EditedClient {
	id: string;
	number: number;
	/** The columns of the form; phones are absent for members who may not see them. */
	stored: StoredClient;
	phoneHint: string | null;
	isAnonymised: boolean;
}

const ownColumns = Object.values(clientColumns).filter(
	(column) => column !== 'phones' && column !== 'notes'
);

/** @throws DomainError client_not_found (404) */
export async function getEditedClient(
	db: Db,
	resellerId: string,
	id: string,
	seesPhones: boolean
): Promise<EditedClient> {
	const columns = `id, number, phone_hint, anonymised_at, ${ownColumns.join(', ')}, notes:client_notes(body), phones:client_phones(e164, position)`;
	const found = unwrap(
		await db
			.from('clients')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.order('position', { referencedTable: 'client_phones' })
			.maybeSingle()
			.overrideTypes<Row, { merge: false }>(),
		'or null'
	);
	if (!found) throw new DomainError('client_not_found', 404);
	const { number, phone_hint, anonymised_at, phones, notes, ...row } = found;
	const own = Object.fromEntries(
		ownColumns.map((column) => [column, (row as StoredClient)[column] ?? null])
	);
	return {
		id,
		number,
		phoneHint: phone_hint,
		isAnonymised: anonymised_at !== null,
		stored: {
			...own,
			notes: notes?.body ?? null,
			...(seesPhones && { phones: phones.map(({ e164 }) => e164) })
		}
	};
}

/**
 * Makes a client. Idempotent: the same id again answers without making another.
 * @throws DomainError not_permitted (403); the rules of clients, at their fields
 */
export async function createClient(db: Db, id: string, form: ClientForm): Promise<void> {
	await atFields(async () =>
		unwrap(await db.rpc('create_client', { id, fields: clientFields(form) as never }))
	);
}

/**
 * Saves what was changed since the form was opened, and nothing else. Idempotent.
 * @returns whether anything was changed
 * @throws DomainError client_changed (409) with `conflicts: [{ field: column, theirs }]` and nothing saved;
 * client_not_found (404), client_anonymised (409), not_permitted (403); the rules of clients, at their fields
 */
export async function saveClient(db: Db, id: string, form: EditClientForm): Promise<boolean> {
	const base = baseOf(form);
	const fields = changedColumns(storedClient(form), base);
	if (Object.keys(fields).length === 0) return false;
	const known = Object.fromEntries(
		Object.keys(fields).map((column) => [column, base[column as keyof StoredClient] ?? null])
	);
	await atFields(async () =>
		unwrap(await db.rpc('save_client', { id, fields: fields as never, base: known as never }))
	);
	return true;
}

/** Clients of the acting reseller that may be the same, the surest first; at most five. */
export async function findDuplicates(
	db: Db,
	fields: object,
	exceptId: string | null
): Promise<Duplicate[]> {
	const found = unwrap(
		await db.rpc('possible_duplicates', {
			fields: fields as never,
			...(exceptId && { except_id: exceptId })
		})
	) as unknown as FoundDuplicate[];
	return found.map(({ id, number, name, trade_name, document, archived, matched_by }) => ({
		id,
		number,
		name,
		document,
		tradeName: trade_name,
		isArchived: archived,
		matchedBy: matched_by
	}));
}

type Row = {
	number: number;
	phone_hint: string | null;
	anonymised_at: string | null;
	notes: { body: string } | null;
	phones: { e164: string }[];
} & Record<string, unknown>;

interface FoundDuplicate {
	id: string;
	number: number;
	name: string;
	trade_name: string | null;
	document: string | null;
	archived: boolean;
	matched_by: MatchedBy[];
}

/** A broken rule is said at its field. */
async function atFields<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		const field = error instanceof DomainError ? fieldOfRefusal(error.code) : null;
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
}
