import { states, type Client } from '#lib/clients/client.ts';
import { formatPhone } from '#lib/format/phone.ts';
import { formatPostalCode } from '#lib/format/postal-code.ts';
import type { CompanyForm } from './company-schema.ts';

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
	/** E.164, the first one; null also for who may not see phones. */
	phone: string | null;
};

/** What stands in the form at first. */
export function companyFormOf(company: Company): CompanyForm {
	return {
		tradeName: company.tradeName ?? '',
		email: company.email ?? '',
		phone: company.phone ? formatPhone(company.phone) : '',
		contactName: company.contactName ?? '',
		contactRole: company.contactRole ?? '',
		postalCode: company.postalCode ? formatPostalCode(company.postalCode) : '',
		street: company.street ?? '',
		streetNumber: company.streetNumber ?? '',
		complement: company.complement ?? '',
		district: company.district ?? '',
		city: company.city ?? '',
		state: states.find((state) => state === company.state) ?? ''
	};
}
