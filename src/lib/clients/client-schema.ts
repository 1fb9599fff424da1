import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { isDocument } from '#lib/format/documents.ts';
import { parseMoney } from '#lib/format/money.ts';
import { parsePhone } from '#lib/format/phone.ts';
import { parsePostalCode } from '#lib/format/postal-code.ts';
import { hasUnstorable, oneLine } from '#lib/format/plain-text.ts';
import { m } from '#lib/paraglide/messages.js';
import {
	collections,
	companySizes,
	documentKind,
	mostPhones,
	payers,
	personTypes,
	states,
	type PersonType
} from './client.ts';

/** The same shape as the constraint client_email_invalid. */
const emailAddress = /^[^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;".]+$/;
/** Constraints of the same names: R$ 1 million a month, R$ 1 billion in a contract. */
const mostAdjustmentCents = 100_000_000;
const mostContractCents = 100_000_000_000;
const mostDays = 365;

const line = (longest: number) =>
	z.string().overwrite(oneLine).max(longest).refine(isStorable, unstorable());
/** Only what has been filled in is judged. */
const checked = (
	longest: number,
	isValid: (text: string) => boolean,
	words: () => string
): z.ZodString =>
	z
		.string()
		.overwrite(oneLine)
		.max(longest)
		.refine((value) => value === '' || isValid(value), { error: words });
const optional = (field: z.ZodString) => field.default('');
const amount = (mostCents: number) =>
	optional(
		checked(
			30,
			(value) => isAmount(value, mostCents),
			() => m.error_client_amount_invalid()
		)
	);
const days = optional(
	checked(
		4,
		(value) => isWhole(value, 0, mostDays),
		() => m.error_client_pending_days_invalid()
	)
);

/** Every field of the form, as typed; what has a default is not required. `storedClient` turns it into what is stored. */
export const clientShape = {
	personType: z.enum(personTypes).default('company'),
	name: z
		.string()
		.overwrite(oneLine)
		.min(1, { error: () => m.error_client_name_required() })
		.max(200)
		.refine(isStorable, unstorable()),
	tradeName: optional(line(200)),
	document: optional(line(40)),
	identityDocument: optional(line(30)),
	municipalRegistration: optional(line(30)),
	bornOrOpenedOn: optional(checked(10, isPlausibleDate, () => m.error_client_birth_out_of_range())),
	email: optional(
		checked(
			254,
			(value) => emailAddress.test(value) && isStorable(value),
			() => m.error_client_email_invalid()
		)
	),
	phones: z
		.array(
			checked(
				30,
				(value) => parsePhone(value) !== null,
				() => m.error_client_phone_invalid()
			)
		)
		.max(mostPhones, { error: () => m.error_client_phones_too_many() })
		.default([]),
	contactName: optional(line(120)),
	contactRole: optional(line(60)),
	locale: z.enum(['pt-BR', 'en']).default('pt-BR'),
	sector: optional(line(60)),
	companySize: z.enum(['', ...companySizes]).default(''),
	postalCode: optional(
		checked(
			20,
			(value) => parsePostalCode(value) !== null,
			() => m.error_client_postal_code_invalid()
		)
	),
	street: optional(line(200)),
	streetNumber: optional(line(20)),
	complement: optional(line(100)),
	district: optional(line(100)),
	city: optional(line(100)),
	state: z.enum(['', ...states]).default(''),
	payer: z.enum(payers).default('client'),
	dueDay: optional(
		checked(
			4,
			(value) => isWhole(value, 1, 31),
			() => m.error_client_due_day_invalid()
		)
	),
	collection: z.enum(collections).default('informal'),
	discount: amount(mostAdjustmentCents),
	surcharge: amount(mostAdjustmentCents),
	pendingDays: days,
	blockDays: days,
	monthly: amount(mostContractCents),
	contractTotal: amount(mostContractCents),
	instalments: optional(
		checked(
			4,
			(value) => isWhole(value, 1, 12),
			() => m.error_client_instalments_invalid()
		)
	),
	notes: z.string().trim().max(5000).refine(isStorable, unstorable()).default('')
};

/** What the client form holds. */
export const clientSchema = withRules(z.object(clientShape));
export type ClientForm = z.output<typeof clientSchema>;

/** A client that exists, and `base`: the JSON of the columns as they stood when the form was opened. */
export const editClientSchema = withRules(
	z.object({ ...clientShape, base: z.string().max(60_000).default('{}') })
);
export type EditClientForm = z.output<typeof editClientSchema>;

/** A client to be made under an id from the browser, so that a repeated request makes it once. */
export const quickClientSchema = withRules(
	z.object({ ...clientShape, id: z.guid(), next: z.enum(['open', 'another']).default('open') })
);
export type QuickClientForm = z.output<typeof quickClientSchema>;

/** The rules that take two fields, for any object that has these. */
function withRules<S extends z.ZodObject<typeof clientShape>>(schema: S): S {
	return schema
		.refine(
			({ personType, document }) =>
				document === '' || isDocument(documentKind(personType), document),
			{
				path: ['document'],
				error: ({ input }) =>
					(input as { personType: PersonType }).personType === 'individual'
						? m.error_client_cpf_invalid()
						: m.error_client_cnpj_invalid()
			}
		)
		.refine(
			({ pendingDays, blockDays }) =>
				pendingDays === '' || blockDays === '' || Number(blockDays) >= Number(pendingDays),
			{ path: ['blockDays'], error: () => m.error_client_block_before_pending() }
		);
}

function unstorable() {
	return { error: () => m.error_text_unstorable() };
}

function isStorable(text: string): boolean {
	return !hasUnstorable(text);
}

function isPlausibleDate(value: string): boolean {
	return isCalendarDate(value) && value >= '1800-01-01' && value < '2200-01-01';
}

function isWhole(value: string, least: number, most: number): boolean {
	return /^\d{1,3}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function isAmount(value: string, mostCents: number): boolean {
	const cents = parseMoney(value);
	return cents !== null && cents >= 0 && cents <= mostCents;
}
