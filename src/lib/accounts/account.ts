import { accountHome } from '#lib/format/account-path.ts';

export type ResellerRole = 'owner' | 'admin' | 'finance' | 'support' | 'viewer';

/** One line of the chooser. */
export interface AccountSummary {
	kind: 'reseller' | 'client';
	/** Slug of a reseller, id of a client. */
	reference: string;
	name: string;
	/** Of a client: whose client it is. */
	reseller_name: string;
	role: ResellerRole | null;
	level: number | null;
	primary_color: string | null;
}

interface AnyAccount {
	membership_id: string;
	sees_phones: boolean;
	permissions: string[];
	/** The reseller's own calendar date, `yyyy-mm-dd`. */
	today: string;
	/** The private channel on which the account is announced; another one after somebody lost a right. */
	topic: string;
	/** Who acts; under "Logar como" the subject. */
	person: { id: string; name: string; email: string };
	reseller: {
		id: string;
		slug: string;
		name: string;
		time_zone: string;
		logo: string | null;
		primary_color: string | null;
		/** A demo: its calendar moves only when somebody says so. */
		has_test_clock: boolean;
	};
}

/** The acting staff account, as `current_account()` tells it. */
export interface CurrentAccount extends AnyAccount {
	kind: 'reseller';
	role: ResellerRole;
}

/** A user of a client, in the portal. */
export interface ClientAccount extends AnyAccount {
	kind: 'client';
	/** Chat level, 1 to 6. */
	level: number;
	client: { id: string; number: number; name: string };
	/** Set while somebody of the reseller acts in this person's place. */
	impersonation: {
		id: string;
		reason: string;
		started_at: string;
		expires_at: string;
		seconds_left: number;
		actor_name: string;
	} | null;
}

/** The address by which an account is known, and where it begins. */
export function homeOf(account: Pick<AccountSummary, 'kind' | 'reference'>): string {
	return accountHome({ kind: account.kind, slug: account.reference });
}
