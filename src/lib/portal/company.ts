import type { Client } from '#lib/clients/client.ts';
import type { StoredClient } from '#lib/clients/client-fields.ts';

/** The client as its own users read it. */
export type Company = Pick<
	Client,
	| 'id'
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
	| 'postalCode'
	| 'street'
	| 'streetNumber'
	| 'complement'
	| 'district'
	| 'city'
	| 'state'
> & {
	/** E.164, the first one first; none also for who may not see phones. */
	phones: string[];
};

/**
 * The columns that the portal's form is about.
 * @param seesPhones whoever does not see phones has no form for them
 */
export function storedCompany(company: Company, seesPhones: boolean): StoredClient {
	return {
		trade_name: company.tradeName,
		email: company.email,
		contact_name: company.contactName,
		contact_role: company.contactRole,
		postal_code: company.postalCode,
		street: company.street,
		street_number: company.streetNumber,
		complement: company.complement,
		district: company.district,
		city: company.city,
		state: company.state,
		...(seesPhones && { phones: company.phones })
	};
}
