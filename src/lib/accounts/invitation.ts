import type { ResellerRole } from './account.ts';

/** What the holder of an invitation's link may know, as `show_invitation()` tells it. */
export interface Invitation {
	name: string;
	email: string;
	/** Of the team; a user of a client has a level instead. */
	role: ResellerRole | null;
	level: number | null;
	is_accepted: boolean;
	/** Of the reseller or of the client. */
	account_name: string;
	reseller: { name: string; logo: string | null; primary_color: string | null };
	/** Whether the address can sign in already. */
	has_account: boolean;
}

/** The token in the path of an invitation's page; null for any other path. */
export function invitationTokenOf(path: string): string | null {
	return /^\/invite\/([\w-]+)$/.exec(path)?.[1] ?? null;
}
