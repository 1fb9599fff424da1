import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Db } from '#lib/server/db.ts';
import {
	deleteHoliday,
	getBillingSettings,
	lateExample,
	listHolidays,
	listLateRates,
	saveBillingSettings,
	saveHoliday,
	saveLateRates
} from './billing-settings.server.ts';
import { payMethods, readRate, writeRate } from './billing-settings.ts';
import { readPixKey } from './pix-key.ts';
import { getSessionSettings, saveSessionSettings } from './session-settings.server.ts';
import {
	chosenHolidaySchema,
	holidaySchema,
	issuingSchema,
	ratesSchema,
	receivingSchema,
	rulerSchema,
	sessionsSchema,
	trustSchema
} from './settings-schema.ts';

/** All that the settings show, and a form for each section. */
export async function loadSettings(db: Db, resellerId: string, year: number) {
	const [settings, versions, holidays, sessionSettings] = await Promise.all([
		getBillingSettings(db),
		listLateRates(db, resellerId),
		listHolidays(db, year),
		getSessionSettings(db, resellerId)
	]);
	const rates = versions[0] ?? { fineBps: 0, interestBps: 0 };
	const quiet = { errors: false } as const;
	const [receiving, issuing, ruler, trust, sessions, rate, holiday, example] = await Promise.all([
		superValidate(
			{
				pixKey: settings.pixKey ?? '',
				merchantName: settings.pixMerchantName ?? '',
				merchantCity: settings.pixMerchantCity ?? '',
				pix: settings.payMethods.includes('pix'),
				boleto: settings.payMethods.includes('boleto'),
				card: settings.payMethods.includes('card'),
				creditAuto: settings.creditAuto
			},
			zod4(receivingSchema),
			{ ...quiet, id: 'receiving' }
		),
		superValidate(settings, zod4(issuingSchema), { ...quiet, id: 'issuing' }),
		superValidate(settings, zod4(rulerSchema), { ...quiet, id: 'ruler' }),
		superValidate(settings, zod4(trustSchema), { ...quiet, id: 'trust' }),
		superValidate(sessionSettings, zod4(sessionsSchema), { ...quiet, id: 'sessions' }),
		superValidate(
			{
				fine: writeRate(rates.fineBps, getLocale()),
				interest: writeRate(rates.interestBps, getLocale())
			},
			zod4(ratesSchema),
			{ ...quiet, id: 'rates' }
		),
		superValidate({ onDate: '', name: '', isBusiness: false }, zod4(holidaySchema), {
			...quiet,
			id: 'holiday'
		}),
		lateExample(db, rates)
	]);
	return {
		forms: { receiving, issuing, ruler, trust, sessions, rates: rate, holiday },
		...{ versions, holidays, example, year }
	};
}

export const settingsActions = {
	receiving: formAction(receivingSchema, async (form, { locals }) => {
		await saveBillingSettings(locals.db, {
			pixKey: readPixKey(form.pixKey)?.key ?? null,
			pixMerchantName: form.merchantName || null,
			pixMerchantCity: form.merchantCity || null,
			payMethods: payMethods.filter((method) => form[method]),
			creditAuto: form.creditAuto
		});
		return m.dunning_settings_saved();
	}),
	issuing: formAction(issuingSchema, async (form, { locals }) => {
		await saveBillingSettings(locals.db, form);
		return m.dunning_settings_saved();
	}),
	ruler: formAction(rulerSchema, async (form, { locals }) => {
		await saveBillingSettings(locals.db, form);
		return m.dunning_settings_saved();
	}),
	trust: formAction(trustSchema, async (form, { locals }) => {
		await saveBillingSettings(locals.db, form);
		return m.dunning_settings_saved();
	}),
	sessions: formAction(sessionsSchema, async (form, { locals }) => {
		await saveSessionSettings(locals.db, form);
		return m.dunning_settings_saved();
	}),
	rates: formAction(ratesSchema, async ({ fine, interest }, { locals }) => {
		const { version } = await saveLateRates(locals.db, {
			fineBps: readRate(fine) ?? 0,
			interestBps: readRate(interest) ?? 0
		});
		return m.dunning_rates_saved({ version });
	}),
	holiday: formAction(holidaySchema, async (holiday, { locals }) => {
		await saveHoliday(locals.db, holiday);
		return m.dunning_holiday_saved();
	}),
	deleteHoliday: formAction(chosenHolidaySchema, async ({ onDate }, { locals }) => {
		await deleteHoliday(locals.db, onDate);
		return m.dunning_holiday_deleted();
	})
};
