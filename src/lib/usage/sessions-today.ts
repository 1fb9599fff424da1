export interface SessionsToday {
	/** Whether any client's use has been metered. */
	is_in_use: boolean;
	/** Seconds until the reseller's calendar day is over, at least one; null on a test clock. */
	day_ends_in_s: number | null;
	/** Of the reseller's calendar day, and of the one before. */
	used_today: number;
	used_yesterday: number;
	/** Clients with at most a fifth left of what their running periods granted; counted up to `near_cap`. */
	near: number;
	near_cap: number;
	/** Those with least left, a few. */
	clients: {
		client_id: string;
		name: string;
		left: number;
		granted: number;
		/** The day on which the period that ends first ends. */
		ends_on: string;
	}[];
}
