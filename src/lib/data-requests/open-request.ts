import type { ClientField, StoredClient } from '#lib/clients/client-fields.ts';
import type { Missing } from './data-request.ts';

export interface RequestBrand {
	name: string;
	logo: string | null;
	primary_color: string | null;
	/** Where the reseller's clients write to. */
	reply_to: string | null;
	time_zone: string;
}

/** What the holder of a link may know, as `show_data_request()` tells it: nothing about the client once it is over. */
export type RequestByLink =
	| { state: 'used' | 'expired'; locale: 'pt-BR' | 'en'; reseller: RequestBrand }
	| ({ state: 'open'; locale: 'pt-BR' | 'en'; reseller: RequestBrand } & OpenRequest);

export interface OpenRequest {
	client_name: string;
	expires_at: string;
	saved_at: string | null;
	current: StoredClient;
	/** Answers so far; they stand above what is current. */
	draft: StoredClient;
	missing: Missing;
}

/** What became of one field that was sent: the words against it, where it was refused. */
export interface KeptAnswers {
	savedAt: string | null;
	refused: Partial<Record<ClientField, string>>;
	missing: Missing;
}

/** What a client is asked about itself by a link. */
export const askedFields: ReadonlySet<ClientField> = new Set<ClientField>([
	...(['personType', 'name', 'tradeName', 'document', 'identityDocument'] as const),
	...(['municipalRegistration', 'bornOrOpenedOn', 'contactName', 'contactRole', 'email'] as const),
	...(['phones', 'postalCode', 'street', 'streetNumber', 'complement'] as const),
	...(['district', 'city', 'state'] as const)
]);

/** What the client sees: its answers, else what is stored. */
export function shownValues({
	current,
	draft
}: Pick<OpenRequest, 'current' | 'draft'>): StoredClient {
	return { ...current, ...draft };
}
