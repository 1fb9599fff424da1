import type { Client } from '../client.ts';

/** Everything that is kept about a client, as `clients` has it. Cents, days, `yyyy-mm-dd`. */
export interface ClientRecord extends Pick<
	Client,
	| 'id'
	| 'number'
	| 'personType'
	| 'name'
	| 'tradeName'
	| 'document'
	| 'identityDocument'
	| 'bornOrOpenedOn'
	| 'email'
	| 'phoneHint'
	| 'contactName'
	| 'contactRole'
	| 'sector'
	| 'companySize'
	| 'postalCode'
	| 'street'
	| 'streetNumber'
	| 'complement'
	| 'district'
	| 'city'
	| 'state'
	| 'notes'
	| 'createdAt'
> {
	municipalRegistration: string | null;
	locale: 'pt-BR' | 'en';
	payer: 'client' | 'agency';
	collection: 'informal' | 'gateway';
	dueDay: number | null;
	discountCents: number | null;
	surchargeCents: number | null;
	/** Days after the due date; null: the reseller's default. */
	pendingDays: number | null;
	blockDays: number | null;
	/** What was agreed; what is billed is the subscriptions'. */
	monthlyCents: number | null;
	contractTotalCents: number | null;
	/** 1: at once. */
	instalments: number | null;
	updatedAt: string;
}
