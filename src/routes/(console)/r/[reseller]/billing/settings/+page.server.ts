import { DomainError } from '#lib/errors/domain-error.ts';
import { loadSettings, settingsActions } from '#lib/dunning/settings-page.server.ts';

export async function load({ depends, locals, parent, url }) {
	depends('live:billing_settings', 'live:late_rates', 'live:holidays');
	const { account } = await parent();
	if (!account.permissions.includes('billing.configure'))
		throw new DomainError('not_permitted', 403);
	const asked = Number(url.searchParams.get('year'));
	const isYear = Number.isInteger(asked) && asked >= 2000 && asked <= 2100;
	const year = isYear ? asked : Number(account.today.slice(0, 4));
	return loadSettings(locals.db, account.reseller.id, year);
}

const { receiving, issuing, ruler, trust, sessions, rates, holiday, deleteHoliday } =
	settingsActions;
export const actions = {
	receiving,
	issuing,
	ruler,
	trust,
	sessions,
	rates,
	holiday,
	deleteHoliday
};
