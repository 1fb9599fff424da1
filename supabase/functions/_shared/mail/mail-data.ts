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

const link = z.url({ protocol: /^https?$/ });

/** What `app.invoice_mail_data` builds, for every mail about an invoice; amounts as of the day on which it is written. */
export const invoiceMailSchema = z.object({
	locale: z.enum(['pt-BR', 'en']).catch('pt-BR'),
	brand,
	client: z.object({ name }),
	invoice: z.object({
		number: z.number().int(),
		on_date: day,
		issued_on: day,
		due_on: day,
		/** The last day on which it is not late. */
		effective_due_on: day,
		period_start: day.nullish(),
		period_end: day.nullish(),
		total_cents: cents,
		paid_cents: cents,
		fine_cents: cents,
		interest_cents: cents,
		/** What it asks for, late charges included. */
		open_cents: cents,
		days_late: z.number().int(),
		/** Basis points; null: lateness costs nothing. */
		fine_bps: z.number().int().nullish(),
		interest_bps: z.number().int().nullish(),
		/** Of what was paid: the client's own credit; and what was too much and became credit. */
		credit_cents: cents,
		excess_cents: cents,
		pix_txid: z.string(),
		paid_on: day.nullish(),
		payment_method: z.string().nullish(),
		subscription_status: z.string().nullish(),
		plan_name: name.nullish()
	}),
	lines: z
		.array(
			z.object({
				kind: z.enum([
					...(['plan', 'pass_through', 'surcharge', 'discount', 'item', 'instalment'] as const),
					...(['proration_credit', 'proration_charge', 'session_pack', 'session_overage'] as const)
				]),
				description: name,
				quantity: z.number().int(),
				unit_cents: cents,
				total_cents: cents
			})
		)
		.nullable()
		.transform((lines) => lines ?? []),
	pix: z.object({ key: z.string(), merchant_name: name, merchant_city: z.string() }).nullish(),
	/** How a payment gateway takes it. */
	charge: z.object({ boleto_line: z.string().nullish(), pix_code: z.string().nullish() }).nullish(),
	links: z.object({
		/** Its public page. */
		pay: link,
		/** Where reminders are declined, by a person and by a mail program; only in a reminder. */
		reminders: link.nullish(),
		one_click: link.nullish()
	})
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

const sessions = z.number().int().min(0);

/** What `app.session_mail_data` builds: a quota as it stands when the mail leaves. */
export const sessionMailSchema = z.object({
	locale: z.enum(['pt-BR', 'en']).catch('pt-BR'),
	brand,
	audience: z.enum(['client', 'staff']),
	/** Whom it greets. */
	name,
	client_name: name,
	plan_name: name,
	granted: sessions,
	quota_left: sessions,
	extras_left: sessions,
	ends_on: day,
	/** The last day of the client's period that ends first; null: none runs any more. */
	renews_on: day.nullish(),
	/** Null: no use to tell from. */
	forecast_on: day.nullish(),
	/** What happens once quota and extras are used; free: a plan without quota covers it. */
	after: z.enum(['block', 'bill', 'cap', 'free']),
	overage_cap: sessions.nullish(),
	overage_price_cents: cents.nullish(),
	/** Null for an address that has no access. */
	link: link.nullish(),
	/** Where the staff chooses who is mailed. */
	settings_link: link.nullish()
});

/** What `app.webhook_stopped_mail_data` builds. */
export const webhookStoppedSchema = z.object({
	locale: z.enum(['pt-BR', 'en']).catch('pt-BR'),
	time_zone: z.string(),
	brand,
	name,
	host: name,
	description: name,
	reason: z.enum(['failing', 'gone']),
	stopped_at: z.iso.datetime({ offset: true }),
	/** Deliveries that did not arrive. */
	waiting: z.number().int().min(0),
	link
});

export type DataRequestMail = z.output<typeof dataRequestSchema>;
export type InvitationMail = z.output<typeof invitationSchema>;
export type InvoiceMail = z.output<typeof invoiceMailSchema>;
export type InvoiceMailLine = InvoiceMail['lines'][number];
export type SessionMail = z.output<typeof sessionMailSchema>;
export type SignInCode = z.output<typeof signInCodeSchema>;
export type WebhookStoppedMail = z.output<typeof webhookStoppedSchema>;
