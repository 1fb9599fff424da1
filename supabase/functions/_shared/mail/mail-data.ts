import { z } from 'zod';
import { oneLine } from './one-line.ts';

/** Names that people typed. */
const name = z.string().transform(oneLine);
const cents = z.number().int();
const day = z.iso.date();

const brand = z.object({
	name,
	/** `data:image/png;base64,…` or jpeg. */
	logo: z.string().nullish(),
	primary_color: z.string().regex(/^#[0-9a-f]{6}$/i),
	sender_name: name,
	reply_to: z.string().nullish()
});

/** What `app.invoice_mail_data` builds, for the invoice and its receipt. */
export const invoiceMailSchema = z.object({
	locale: z.enum(['pt-BR', 'en']).catch('pt-BR'),
	brand,
	client: z.object({ name }),
	invoice: z.object({
		number: z.number().int(),
		issued_on: day,
		due_on: day,
		period_start: day.nullish(),
		period_end: day.nullish(),
		total_cents: cents,
		paid_cents: cents,
		pix_txid: z.string(),
		paid_on: day.nullish(),
		payment_method: z.string().nullish(),
		subscription_status: z.string().nullish()
	}),
	lines: z
		.array(
			z.object({
				kind: z.enum(['plan', 'pass_through', 'surcharge', 'discount', 'item']),
				description: name,
				quantity: z.number().int(),
				unit_cents: cents,
				total_cents: cents
			})
		)
		.nullable()
		.transform((lines) => lines ?? []),
	pix: z.object({ key: z.string(), merchant_name: name, merchant_city: z.string() }).nullish()
});

export const signInCodeSchema = z.object({
	locale: z.enum(['pt-BR', 'en']).catch('pt-BR'),
	name: name.nullish(),
	code: z.string().min(1),
	minutes: z.number().int().positive()
});

/** What `app.invitation_mail_data` builds. */
export const invitationSchema = z.object({
	locale: z.enum(['pt-BR', 'en']).catch('pt-BR'),
	time_zone: z.string(),
	brand,
	name,
	account_name: name,
	/** Of the team; null for a user of a client. */
	role: z.enum(['owner', 'admin', 'finance', 'support', 'viewer']).nullish(),
	/** Null once that person is gone. */
	invited_by: name.nullish(),
	expires_at: z.iso.datetime({ offset: true }),
	link: z.url({ protocol: /^https?$/ })
});

/** What `app.data_request_mail_data` builds. */
export const dataRequestSchema = z.object({
	locale: z.enum(['pt-BR', 'en']).catch('pt-BR'),
	time_zone: z.string(),
	brand,
	/** Whom it greets: the contact, else the client. */
	name,
	account_name: name,
	/** Null once that person is gone. */
	requested_by: name.nullish(),
	expires_at: z.iso.datetime({ offset: true }),
	link: z.url({ protocol: /^https?$/ })
});

export type DataRequestMail = z.output<typeof dataRequestSchema>;
export type InvitationMail = z.output<typeof invitationSchema>;
export type InvoiceMail = z.output<typeof invoiceMailSchema>;
export type InvoiceMailLine = InvoiceMail['lines'][number];
export type SignInCode = z.output<typeof signInCodeSchema>;
