import { z } from 'zod';
import { clientShape } from '#lib/clients/client-schema.ts';

/** What a client's own user may change about the client, and what it is based on; the rules are those of the console's form. */
export const companySchema = z.object({
	tradeName: clientShape.tradeName,
	email: clientShape.email,
	phones: clientShape.phones,
	contactName: clientShape.contactName,
	contactRole: clientShape.contactRole,
	postalCode: clientShape.postalCode,
	street: clientShape.street,
	streetNumber: clientShape.streetNumber,
	complement: clientShape.complement,
	district: clientShape.district,
	city: clientShape.city,
	state: clientShape.state,
	base: z.string().max(60_000).default('{}')
});

export type CompanyForm = z.output<typeof companySchema>;
