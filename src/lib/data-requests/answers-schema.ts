import { z } from 'zod';
import type { ClientField } from '#lib/clients/client-fields.ts';
import { clientShape } from '#lib/clients/client-schema.ts';
import { documentKind } from '#lib/clients/client.ts';
import { isDocument } from '#lib/format/documents.ts';
import { m } from '#lib/paraglide/messages.js';

/** What the public form asks, by the rules of the console's form. */
export const answersShape = {
	personType: clientShape.personType,
	name: clientShape.name,
	tradeName: clientShape.tradeName,
	document: clientShape.document,
	identityDocument: clientShape.identityDocument,
	municipalRegistration: clientShape.municipalRegistration,
	bornOrOpenedOn: clientShape.bornOrOpenedOn,
	contactName: clientShape.contactName,
	contactRole: clientShape.contactRole,
	email: clientShape.email,
	phones: clientShape.phones,
	postalCode: clientShape.postalCode,
	street: clientShape.street,
	streetNumber: clientShape.streetNumber,
	complement: clientShape.complement,
	district: clientShape.district,
	city: clientShape.city,
	state: clientShape.state
} satisfies Partial<Record<ClientField, z.ZodType>>;

const documentRule = {
	path: ['document'],
	error: ({ input }: { input?: unknown }) =>
		(input as { personType?: string }).personType === 'individual'
			? m.error_client_cpf_invalid()
			: m.error_client_cnpj_invalid()
};

/** The whole form, as it is handed in, and `base`: the JSON of the columns as they stood when it was opened. */
export const answersSchema = z
	.object({ ...answersShape, base: z.string().max(60_000).default('{}') })
	.refine(
		({ personType, document }) => document === '' || isDocument(documentKind(personType), document),
		documentRule
	);
export type Answers = z.output<typeof answersSchema>;

/** Some fields of it, as they are kept one by one; a document comes with the kind of person that it is of. */
export const someAnswersSchema = z
	.strictObject(answersShape)
	.partial()
	.refine(
		({ personType, document }) =>
			!document || (personType !== undefined && isDocument(documentKind(personType), document)),
		documentRule
	);
