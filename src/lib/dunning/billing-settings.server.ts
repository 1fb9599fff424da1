import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { Db } from '#lib/server/db.ts';
import {
	example,
	type BillingSettings,
	type Holiday,
	type LateExample,
	type LateRates,
	type LateRatesVersion
} from './billing-settings.ts';

/** Versions that the settings list; older ones stay with their invoices. */
const mostVersions = 20;

const fieldOfRefusal: Record<string, string> = {
	pix_key_invalid: 'pixKey',
	billing_settings_pix_complete: 'merchantName',
	billing_issue_days_invalid: 'issueDaysBefore',
	billing_reminder_days_invalid: 'reminderDays',
	billing_pending_days_invalid: 'pendingDays',
	billing_block_days_invalid: 'blockDays',
	billing_block_before_pending: 'blockDays',
	billing_min_notice_invalid: 'minNoticeDays',
	billing_trust_days_invalid: 'trustDays',
	billing_trust_limit_invalid: 'trustLimit',
	billing_trust_window_invalid: 'trustWindowDays',
	billing_pay_methods_invalid: 'payMethods',
	late_rate_fine_invalid: 'fine',
	late_rate_interest_invalid: 'interest',
	holiday_name_invalid: 'name',
	holiday_date_invalid: 'onDate',
	billing_sign_up_expiry_invalid: 'signUpExpiryDays'
};

/** How the reseller collects, also before it has said anything. @throws DomainError not_permitted (403) */
export async function getBillingSettings(db: Db): Promise<BillingSettings> {
	return camelKeys(unwrap(await db.rpc('current_billing_settings'))) as BillingSettings;
}

/**
 * Changes some of it; the rest stays.
 * @throws DomainError of the database's rules, at their fields (422); not_permitted (403)
 */
export async function saveBillingSettings(db: Db, settings: Partial<BillingSettings>) {
	const fields = Object.fromEntries(
		Object.entries(settings).map(([name, value]) => [snake(name), value])
	);
	await asked(db.rpc('save_billing_settings', { fields: fields as never }));
}

/** What lateness costs, the newest version first. */
export async function listLateRates(db: Db, resellerId: string): Promise<LateRatesVersion[]> {
	return unwrap(
		await db
			.from('late_rates')
			.select('id, version, fineBps:fine_bps, interestBps:interest_bps, createdAt:created_at')
			.eq('reseller_id', resellerId)
			.order('version', { ascending: false })
			.limit(mostVersions)
			.overrideTypes<LateRatesVersion[], { merge: false }>()
	);
}

/**
 * For invoices issued from now on.
 * @returns the version in force
 * @throws DomainError late_rate_fine_invalid, late_rate_interest_invalid (422), not_permitted (403)
 */
export async function saveLateRates(
	db: Db,
	{ fineBps, interestBps }: LateRates
): Promise<{ version: number; warnings: string[] }> {
	const answer = await asked(
		db.rpc('save_late_rates', { fine_bps: fineBps, interest_bps: interestBps })
	);
	return answer as { version: number; warnings: string[] };
}

/** The example of the settings at these rates; absent: those in force. @throws DomainError input_invalid (422) */
export async function lateExample(
	db: Db,
	{ fineBps, interestBps }: Partial<LateRates> = {}
): Promise<LateExample> {
	return camelKeys(
		unwrap(
			await db.rpc('late_charges_example', {
				principal_cents: example.principalCents,
				...(fineBps !== undefined && { fine_bps: fineBps }),
				...(interestBps !== undefined && { interest_bps: interestBps }),
				days: example.days
			})
		)
	) as LateExample;
}

/** The holidays of a year, national and the reseller's own. @throws DomainError holiday_date_invalid (422) */
export async function listHolidays(db: Db, year: number): Promise<Holiday[]> {
	return camelKeys(unwrap(await db.rpc('holiday_calendar', { year }))) as Holiday[];
}

/** @throws DomainError holiday_name_invalid, holiday_date_invalid (422), not_permitted (403) */
export async function saveHoliday(
	db: Db,
	{ onDate, name, isBusiness }: Pick<Holiday, 'onDate' | 'name' | 'isBusiness'>
) {
	await asked(db.rpc('save_holiday', { on_date: onDate, name, is_business: isBusiness }));
}

/** What was said of that day is taken back. Idempotent. */
export async function deleteHoliday(db: Db, onDate: string) {
	await asked(db.rpc('delete_holiday', { on_date: onDate }));
}

async function asked<Answer>(
	question: PromiseLike<{ data: Answer; error: Parameters<typeof unwrap>[0]['error'] }>
) {
	try {
		return unwrap(await question);
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const field = fieldOfRefusal[error.code];
		throw new DomainError(error.code, error.status, { ...error.params, ...(field && { field }) });
	}
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
