import type { ClientColumn, StoredClient, StoredValue } from '#lib/clients/client-fields.ts';
import type { PersonType } from '#lib/clients/client.ts';

export type DataRequestState = 'open' | 'expired' | 'revoked' | 'completed';

/** What a boleto and what a note still lack, as columns of the client. */
export interface Missing {
	boleto: ClientColumn[];
	note: ClientColumn[];
}

/** The latest request for a client's data, as the staff see it; `client_data_request()` tells it. Instants are ISO 8601. */
export interface DataRequest {
	id: string;
	state: DataRequestState;
	recipient: string;
	locale: 'pt-BR' | 'en';
	/** Null once that person is gone. */
	requestedBy: string | null;
	mailState: 'queued' | 'sending' | 'sent' | 'parked';
	createdAt: string;
	sentAt: string | null;
	expiresAt: string;
	openedAt: string | null;
	/** When an answer last arrived. */
	savedAt: string | null;
	completedAt: string | null;
	revokedAt: string | null;
	personType: PersonType;
	/** What arrived and is news, without phones; null: the client made it empty. */
	answers: StoredClient;
	/** Those that arrived, for whoever may see them. */
	phones: string[] | null;
	phoneHint: string | null;
	/** Every column that holds something, answers so far included. */
	filled: ClientColumn[];
	/** What the client's answers changed, once it has finished. */
	takenOver: ClientColumn[];
	conflicts: Conflict[];
	missing: Missing;
}

/** An answer that met a change of the reseller's; of phones both values are null. */
export interface Conflict {
	field: ClientColumn;
	given: StoredValue;
	current: StoredValue;
}

/** What counts as progress: what a boleto and a note need, and how to reach the client. */
const countedAlways: ClientColumn[] = [
	...(['name', 'document', 'email', 'phones'] as const),
	...(['postal_code', 'street', 'street_number', 'district', 'city', 'state'] as const)
];
const countedOf: Record<PersonType, ClientColumn[]> = {
	company: [...countedAlways, 'trade_name', 'contact_name'],
	individual: [...countedAlways, 'identity_document', 'born_or_opened_on']
};

export interface Progress {
	done: number;
	of: number;
}

/** "8 de 12": how much of what is asked for holds something. */
export function progressOf(personType: PersonType, filled: Iterable<ClientColumn>): Progress {
	const present = new Set(filled);
	const counted = countedOf[personType];
	return { done: counted.filter((column) => present.has(column)).length, of: counted.length };
}

/** The columns that hold something. */
export function filledColumns(stored: StoredClient): ClientColumn[] {
	return Object.entries(stored)
		.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
		.map(([column]) => column as ClientColumn);
}

export interface ArrivedAnswer {
	column: ClientColumn;
	value: StoredValue;
	/** Shown in place of a value that is withheld. */
	hint: string | null;
}

/** The order of the form, so that an answer appears where the eye expects it. */
const shownOrder: ClientColumn[] = [
	...(['person_type', 'name', 'trade_name', 'document', 'identity_document'] as const),
	...(['municipal_registration', 'born_or_opened_on', 'sector', 'company_size'] as const),
	...(['contact_name', 'contact_role', 'email', 'phones'] as const),
	...([
		'postal_code',
		'street',
		'street_number',
		'complement',
		'district',
		'city',
		'state'
	] as const)
];

/** What arrived so far; phones masked for whoever may not see them. */
export function arrivedAnswers(
	request: Pick<DataRequest, 'answers' | 'phones' | 'phoneHint'>
): ArrivedAnswer[] {
	return shownOrder.flatMap((column): ArrivedAnswer[] => {
		if (column === 'phones') {
			if (request.phones?.length) return [{ column, value: request.phones, hint: null }];
			return request.phoneHint ? [{ column, value: null, hint: request.phoneHint }] : [];
		}
		const value = request.answers[column];
		return value === undefined ? [] : [{ column, value, hint: null }];
	});
}

/** Whether the request still has something to tell on the client's page. */
export function isWorthShowing(request: DataRequest, now: Date = new Date()): boolean {
	if (request.state === 'open' || request.conflicts.length > 0) return true;
	if (request.state === 'revoked') return false;
	const over = request.completedAt ?? request.expiresAt;
	return now.getTime() - Date.parse(over) < daysShown * 86_400_000;
}

const daysShown = 14;
