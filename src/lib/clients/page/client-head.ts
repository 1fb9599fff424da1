import type { ClientSummary } from '../client.ts';

/** What stands above every page of a client. */
export interface ClientHead extends ClientSummary {
	archivedAt: string | null;
	/** Personal data are gone; what was billed stays. */
	isAnonymised: boolean;
}
