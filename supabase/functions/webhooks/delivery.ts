/** A delivery as `take_webhook_deliveries` leases it. */
export interface LeasedDelivery {
	id: string;
	lease: string;
	endpoint_id: string;
	url: string;
	/** http addresses of this machine may be told: a demo or a test. */
	allows_loopback: boolean;
	/** The same each time that the message is sent, so that the receiver knows what it has. */
	message_id: string;
	/** Sent and signed to the byte. */
	body: string;
	/** `whsec_…`: the current one, and the one before while it is being replaced. */
	secrets: string[];
}

/** What came of it, as `finish_webhook_delivery` takes it. */
export interface Attempt {
	/** ISO 8601. */
	attempted_at: string;
	duration_ms: number;
	status?: number;
	/** What went wrong, by name; absent when it was answered, with whatever status. */
	error?: DeliveryProblem;
	retry_after_seconds?: number;
	request_headers: Record<string, string>;
	response_headers: Record<string, string>;
	/** The beginning of it. */
	response_body?: string;
}

export type DeliveryProblem =
	/** The address is no public https address by its spelling. */
	| 'url_refused'
	/** The name leads to an address that is not public. */
	| 'address_refused'
	| 'dns_failed'
	| 'connection_refused'
	| 'connection_failed'
	| 'tls_failed'
	| 'timeout'
	/** It answered with another address, which is not followed. */
	| 'redirect'
	/** What it answered is not HTTP. */
	| 'answer_invalid'
	| 'secret_missing';

export class DeliveryError extends Error {
	readonly problem: DeliveryProblem;

	constructor(problem: DeliveryProblem) {
		super(problem);
		this.problem = problem;
	}
}
