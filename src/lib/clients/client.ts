/** A client as the list shows it. Dates are `yyyy-mm-dd`, instants ISO 8601. */
export interface ClientSummary {
	id: string;
	number: number;
	personType: PersonType;
	name: string;
	tradeName: string | null;
	/** CPF or CNPJ, unmasked. */
	document: string | null;
	email: string | null;
	phoneHint: string | null;
	planName: string | null;
	status: ClientStatus;
	isSuspended: boolean;
	isDelinquent: boolean;
	/** The oldest unpaid due date. */
	dueOn: string | null;
	lastPaidOn: string | null;
	createdAt: string;
}

/** Everything about one client but its phones, which the database withholds from some members. */
export interface Client extends ClientSummary {
	identityDocument: string | null;
	bornOrOpenedOn: string | null;
	contactName: string | null;
	contactRole: string | null;
	sector: string | null;
	companySize: string | null;
	postalCode: string | null;
	street: string | null;
	streetNumber: string | null;
	complement: string | null;
	district: string | null;
	city: string | null;
	state: string | null;
	notes: string | null;
}

/** Beyond this a list says "10,000+": counting on would cost more than anyone learns from it. */
export const countCap = 10_000;

export const personTypes = ['company', 'individual'] as const;
export type PersonType = (typeof personTypes)[number];
export type ClientStatus = 'active' | 'inactive' | 'archived';
export type ClientBadge = ClientStatus | 'suspended' | 'delinquent';

/** By number of people, as asked in the client form; stored as they stand here. */
export const companySizes = ['1', '2-10', '11-50', '51-200', '201-500', '500+'] as const;

/** Who is sent the invoice. */
export const payers = ['client', 'agency'] as const;
/** Informal: Pix and payments confirmed by hand. Gateway: boleto and card. */
export const collections = ['informal', 'gateway'] as const;
export const mostPhones = 5;

export { states } from '#lib/postal-codes/address.ts';

export function documentKind(personType: PersonType): 'cpf' | 'cnpj' {
	return personType === 'individual' ? 'cpf' : 'cnpj';
}

/** What a client is called day to day. */
export function clientTitle({
	name,
	tradeName
}: Pick<ClientSummary, 'name' | 'tradeName'>): string {
	return tradeName || name;
}

/** The legal name, when the client goes by another one. */
export function clientSubtitle({
	name,
	tradeName
}: Pick<ClientSummary, 'name' | 'tradeName'>): string | null {
	return tradeName && tradeName !== name ? name : null;
}

/** What is said about a client at a glance, weightiest first; the document's status stands alone when all is well. */
export function clientBadges(
	client: Pick<ClientSummary, 'status' | 'isSuspended' | 'isDelinquent'>
): ClientBadge[] {
	if (client.status === 'archived') return ['archived'];
	const troubles: ClientBadge[] = [];
	if (client.isSuspended) troubles.push('suspended');
	if (client.isDelinquent) troubles.push('delinquent');
	// A suspended client is not active anyway: saying "inactive" too would only add noise.
	return client.isSuspended ? troubles : [client.status, ...troubles];
}

/** The address in the order in which it is written on an envelope; empty parts leave no trace. */
export function addressLines(
	client: Pick<Client, 'street' | 'streetNumber' | 'complement' | 'district' | 'city' | 'state'>
): string[] {
	const street = [client.street, client.streetNumber, client.complement].filter(Boolean).join(', ');
	const town = [client.city, client.state].filter(Boolean).join(' – ');
	return [street, client.district ?? '', town].filter(Boolean);
}
