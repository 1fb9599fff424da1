import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { hasUnstorable } from '#lib/format/plain-text.ts';
import { m } from '#lib/paraglide/messages.js';
import { payMethods, pixLimits, readRate } from './billing-settings.ts';
import { readPixKey } from './pix-key.ts';
import { reminderLimits } from './schedule.ts';

// One form for each section of the page, so that saving one never touches what somebody else changes in another.
// Bounds are those of the constraints of billing_settings and session_settings; the texts are the refusals'.

const whole = (least: number, most: number, error: () => string) =>
	z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
const line = (most: number) =>
	z
		.string()
		.trim()
		.max(most)
		.refine((text) => !hasUnstorable(text));

export const receivingSchema = z
	.object({
		pixKey: z
			.string()
			.trim()
			.max(100)
			.refine((typed) => typed === '' || readPixKey(typed) !== null, {
				error: () => m.error_pix_key_invalid()
			}),
		merchantName: line(pixLimits.name),
		merchantCity: line(pixLimits.city),
		pix: z.boolean(),
		boleto: z.boolean(),
		card: z.boolean(),
		creditAuto: z.boolean()
	})
	.superRefine((form, context) => {
		for (const field of ['merchantName', 'merchantCity'] as const)
			if (form.pixKey !== '' && form[field] === '')
				context.addIssue({
					...{ code: 'custom', path: [field] },
					message: m.error_billing_settings_pix_complete()
				});
		if (!payMethods.some((method) => form[method]))
			context.addIssue({
				...{ code: 'custom', path: ['pix'] },
				message: m.error_billing_pay_methods_invalid()
			});
	});

export const issuingSchema = z.object({
	issueDaysBefore: whole(0, 60, () => m.error_billing_issue_days_invalid()),
	countsBusinessDays: z.boolean(),
	signUpExpiryDays: whole(0, 365, () => m.error_billing_sign_up_expiry_invalid())
});

export const rulerSchema = z
	.object({
		reminderDays: z
			.array(
				whole(reminderLimits.earliest, reminderLimits.latest, () =>
					m.error_billing_reminder_days_invalid()
				)
			)
			.max(reminderLimits.most, { error: () => m.error_billing_reminder_days_invalid() }),
		pendingDays: whole(0, 365, () => m.error_billing_pending_days_invalid()),
		blockDays: whole(0, 365, () => m.error_billing_block_days_invalid()),
		minNoticeDays: whole(0, 90, () => m.error_billing_min_notice_invalid()),
		oneOffBlocks: z.boolean(),
		billWhileSuspended: z.boolean()
	})
	.refine(({ blockDays, pendingDays }) => blockDays >= pendingDays, {
		path: ['blockDays'],
		error: () => m.error_billing_block_before_pending()
	});

export const trustSchema = z.object({
	trustDays: whole(1, 30, () => m.error_billing_trust_days_invalid()),
	trustLimit: whole(0, 12, () => m.error_billing_trust_limit_invalid()),
	trustWindowDays: whole(1, 365, () => m.error_billing_trust_window_invalid())
});

export const sessionsSchema = z.object({
	usageWindowHours: whole(1, 168, () => m.error_session_window_invalid()),
	tellsClients: z.boolean(),
	tellsStaff: z.boolean()
});

export const ratesSchema = z.object({
	/** Per cent, as typed: `2` or `0,33`. */
	fine: rate(() => m.error_late_rate_fine_invalid()),
	interest: rate(() => m.error_late_rate_interest_invalid())
});

export const holidaySchema = z.object({
	onDate: z.string().refine(isCalendarDate, { error: () => m.error_holiday_date_invalid() }),
	name: line(80).refine((name) => name !== '', { error: () => m.error_holiday_name_invalid() }),
	isBusiness: z.boolean()
});
export const chosenHolidaySchema = z.object({ onDate: z.string().refine(isCalendarDate) });

export type ReceivingForm = z.output<typeof receivingSchema>;
export type IssuingForm = z.output<typeof issuingSchema>;
export type RulerForm = z.output<typeof rulerSchema>;
export type TrustForm = z.output<typeof trustSchema>;
export type SessionsForm = z.output<typeof sessionsSchema>;
export type RatesForm = z.output<typeof ratesSchema>;
export type HolidayForm = z.output<typeof holidaySchema>;

function rate(error: () => string) {
	return z
		.string()
		.trim()
		.max(10, { error })
		.refine((typed) => readRate(typed) !== null, { error });
}
