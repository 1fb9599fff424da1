import { m } from '#lib/paraglide/messages.js';
import type { PixKeyKind } from './pix-key.ts';

const kinds: Record<PixKeyKind, () => string> = {
	cpf: m.dunning_pix_kind_cpf,
	cnpj: m.dunning_pix_kind_cnpj,
	phone: m.dunning_pix_kind_phone,
	email: m.dunning_pix_kind_email,
	random: m.dunning_pix_kind_random
};

export function pixKeyKindText(kind: PixKeyKind): string {
	return kinds[kind]();
}

/** A day of the ruler: `−3`, `0`, `+15`. */
export function dayText(day: number): string {
	if (day === 0) return '0';
	return day < 0 ? `−${-day}` : `+${day}`;
}

/** "3 dias antes", "no vencimento", "1 dia depois". */
export function reminderText(day: number): string {
	if (day === 0) return m.dunning_reminder_on();
	return day < 0
		? m.dunning_reminder_days_before({ count: -day })
		: m.dunning_reminder_days_after({ count: day });
}

/** `seg., 07/09`: the year stands above. */
export function weekdayText(on: string, locale: string): string {
	return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
		weekday: 'short',
		day: '2-digit',
		month: '2-digit',
		timeZone: 'UTC'
	}).format(new Date(`${on}T00:00:00Z`));
}
