import { z } from 'zod';
import { clientShape } from '#lib/clients/client-schema.ts';
import { documentKind } from '#lib/clients/client.ts';
import { isDocument } from '#lib/format/documents.ts';
import { m } from '#lib/paraglide/messages.js';
import { planIntervals } from '../terms.ts';

const months = planIntervals.map(String) as [string, ...string[]];

/** The public form: how often to pay, who one is, and what one agrees to. Versions are those that were shown. */
export const signUpSchema = z
	.object({
		requestId: z.guid(),
		version: z.string().regex(/^\d{1,9}$/),
		/** Empty: there was no text. */
		agreementVersion: z
			.string()
			.regex(/^\d{0,9}$/)
			.default(''),
		agrees: z.boolean().default(false),
		months: z.enum(months, { error: () => m.error_sign_up_interval_required() }),
		personType: clientShape.personType.default('individual'),
		name: clientShape.name,
		tradeName: clientShape.tradeName,
		document: clientShape.document
			.unwrap()
			.refine((typed) => typed !== '', { error: () => m.error_sign_up_document_required() }),
		email: clientShape.email
			.unwrap()
			.refine((typed) => typed !== '', { error: () => m.error_sign_up_email_required() }),
		phones: clientShape.phones,
		postalCode: clientShape.postalCode,
		street: clientShape.street,
		streetNumber: clientShape.streetNumber,
		complement: clientShape.complement,
		district: clientShape.district,
		city: clientShape.city,
		state: clientShape.state
	})
	.refine(
		({ personType, document }) => document === '' || isDocument(documentKind(personType), document),
		{
			path: ['document'],
			error: ({ input }) =>
				(input as { personType?: string }).personType === 'individual'
					? m.error_client_cpf_invalid()
					: m.error_client_cnpj_invalid()
		}
	)
	.refine(({ agreementVersion, agrees }) => agreementVersion === '' || agrees, {
		path: ['agrees'],
		error: () => m.error_sign_up_agreement_required()
	});
export type SignUpForm = z.output<typeof signUpSchema>;
