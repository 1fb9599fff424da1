import { accountHome } from '#lib/format/account-path.ts';

export type ResellerRole = 'owner' | 'admin' | 'finance' | 'support' | 'viewer';

/** One line of the chooser. */
export interface AccountSummary {
	kind: 'reseller' | 'client';
	/** Slug of a reseller, id of a client. */
	reference: string;
	name: string;
	role: ResellerRole | null;
	level: number | null;
	/** Data URL. */
	logo: string | null;
	primary_color: string | null;
}

/** The acting staff account, as `current_account()` tells it. */
export interface CurrentAccount {
	membership_id: string;
	role: ResellerRole;
	permissions: string[];
	/** The reseller's own calendar date, `yyyy-mm-dd`. */
	today: string;
	person: { id: string; name: string; email: string };
	reseller: {
		id: string;
		slug: string;
		name: string;
		time_zone: string;
		logo: string | null;
		primary_color: string | null;
	};
}

export function homeOf(account: Pick<AccountSummary, 'kind' | 'reference'>): string {
	return accountHome({ kind: account.kind, slug: account.reference });
}
