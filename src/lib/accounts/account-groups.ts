import { m } from '#lib/paraglide/messages.js';
import type { AccountSummary } from './account.ts';

export interface AccountGroup {
	kind: AccountSummary['kind'];
	label: () => string;
	accounts: AccountSummary[];
}

/** Resellers, then clients, each in the order given; a kind of which there is none is left out. */
export function accountGroups(accounts: AccountSummary[]): AccountGroup[] {
	const ofKind = (kind: AccountSummary['kind']) =>
		accounts.filter((account) => account.kind === kind);
	const groups: AccountGroup[] = [
		{ kind: 'reseller', label: m.accounts_resellers, accounts: ofKind('reseller') },
		{ kind: 'client', label: m.accounts_clients, accounts: ofKind('client') }
	];
	return groups.filter((group) => group.accounts.length > 0);
}
