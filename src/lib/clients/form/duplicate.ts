import { isDocument, normalizeDocument } from '#lib/format/documents.ts';
import { parsePhone } from '#lib/format/phone.ts';
import type { ClientForm } from '../client-schema.ts';
import { documentKind } from '../client.ts';

export type MatchedBy = 'document' | 'email' | 'phone' | 'name';

/** A client that may be the one that is being written down. */
export interface Duplicate {
	id: string;
	number: number;
	name: string;
	tradeName: string | null;
	document: string | null;
	isArchived: boolean;
	/** Weightiest first. */
	matchedBy: MatchedBy[];
}

/** What is worth looking for: whole documents, addresses and numbers, and names of some length. */
export interface DuplicateQuery {
	name?: string;
	trade_name?: string;
	document?: string;
	email?: string;
	phones?: string[];
}

const shortestName = 3;

/** Null when nothing yet tells one client from another. */
export function duplicateQuery(form: Partial<ClientForm>): DuplicateQuery | null {
	const { name = '', tradeName = '', document = '', email = '', phones = [] } = form;
	const numbers = phones.map(parsePhone).filter((phone) => phone !== null);
	const query: DuplicateQuery = {
		...(name.trim().length >= shortestName && { name: name.trim().slice(0, 200) }),
		...(tradeName.trim().length >= shortestName && { trade_name: tradeName.trim().slice(0, 200) }),
		...(isDocument(documentKind(form.personType ?? 'company'), document) && {
			document: normalizeDocument(document)
		}),
		...(/^\S+@\S+\.\S{2,}$/.test(email.trim()) && { email: email.trim().toLowerCase() }),
		...(numbers.length > 0 && { phones: numbers })
	};
	return Object.keys(query).length > 0 ? query : null;
}
