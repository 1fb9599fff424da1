import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Candidate, LineKind, LineState, Show } from './bank-statement.ts';
import type { SheetField } from './sheet-columns.ts';

const kinds: Record<LineKind, () => string> = {
	sure: m.bank_kind_sure,
	recorded: m.bank_kind_recorded,
	likely: m.bank_kind_likely,
	choose: m.bank_kind_choose,
	unmatched: m.bank_kind_unmatched
};
const states: Record<LineState, () => string> = {
	open: m.bank_state_open,
	paid: m.bank_state_paid,
	ignored: m.bank_state_ignored,
	repeated: m.bank_state_repeated,
	debit: m.bank_state_debit
};
const fields: Record<SheetField, () => string> = {
	postedOn: m.bank_field_posted_on,
	amount: m.bank_field_amount,
	credit: m.bank_field_credit,
	debit: m.bank_field_debit,
	direction: m.bank_field_direction,
	memo: m.bank_field_memo,
	bankId: m.bank_field_bank_id
};

export const showName = (show: Show) => ({ ...states, ...kinds })[show]();
export const fieldName = (field: SheetField) => fields[field]();

/** What becomes of the amount if it is put to this invoice; null when it fits to the cent. */
export function fitText({ fit, due_cents, charges_cents }: Candidate, amountCents: number) {
	const money = (cents: number) => formatMoney(cents, getLocale());
	if (fit === 'without_charges')
		return m.bank_fit_without_charges({ charges: money(charges_cents) });
	if (fit === 'less') return m.bank_fit_less({ rest: money(due_cents - amountCents) });
	if (fit === 'more') return m.bank_fit_more({ rest: money(amountCents - due_cents) });
	return null;
}
