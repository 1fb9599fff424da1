import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { activations, intervals } from './terms.ts';

const intervalChoices = intervals.map(String) as [string, ...string[]];

/** Third step of the wizard. Whether the first due date lies in the allowed span is for the database to say. */
export const termsSchema = z.object({
	intervalMonths: z.enum(intervalChoices),
	dueDay: z.string().refine((day) => /^([1-9]|[12]\d|3[01])$/.test(day), {
		error: () => m.error_subscription_due_day_invalid()
	}),
	firstDueOn: z.string().refine(isCalendarDate, { error: () => m.error_date_invalid() }),
	activation: z.enum(activations)
});

export type TermsForm = z.output<typeof termsSchema>;

export interface TermsFields {
	interval_months: number;
	due_day: number;
	first_due_on: string;
	activation: string;
}

export function termsFields({
	intervalMonths,
	dueDay,
	firstDueOn,
	activation
}: TermsForm): TermsFields {
	return {
		interval_months: Number(intervalMonths),
		due_day: Number(dueDay),
		first_due_on: firstDueOn,
		activation
	};
}

/** Stored terms as the form shows them. */
export function termsFormOf(fields: Record<string, unknown>): Partial<TermsForm> {
	const form: Record<string, unknown> = {
		intervalMonths: fields.interval_months && String(fields.interval_months),
		dueDay: fields.due_day && String(fields.due_day),
		firstDueOn: fields.first_due_on,
		activation: fields.activation
	};
	return Object.fromEntries(
		Object.entries(form).filter(([, value]) => typeof value === 'string')
	) as Partial<TermsForm>;
}
