/** What an endpoint may ask for, as `app.webhook_types()` has it. */
export const webhookTypes = [
	'client.created',
	'client.updated',
	'client.suspended',
	'client.restored',
	'invoice.issued',
	'invoice.paid',
	'sessions.low',
	'sessions.out'
] as const;
export type WebhookType = (typeof webhookTypes)[number];

export interface WebhookEndpoint {
	id: string;
	url: string;
	description: string;
	eventTypes: WebhookType[];
	isActive: boolean;
	stoppedBecause: 'paused' | 'failing' | 'gone' | null;
	stoppedAt: string | null;
	/** Nothing has arrived since then. */
	failingSince: string | null;
	rotations: number;
	/** Until then the former secret signs as well. */
	rotationEndsAt: string | null;
	createdAt: string;
}

export const deliveryStates = ['pending', 'succeeded', 'failed', 'parked'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How many deliveries stand how. */
export type DeliveryCounts = Record<DeliveryState, number>;

export interface WebhookDelivery {
	id: string;
	/** `webhook.test` too. */
	type: string;
	state: DeliveryState;
	parkedBecause: 'exhausted' | 'paused' | 'stopped' | null;
	attempts: number;
	status: number | null;
	error: string | null;
	attemptedAt: string | null;
	nextAttemptAt: string | null;
	createdAt: string;
}

export interface WebhookAttempt {
	id: number;
	number: number;
	attemptedAt: string;
	durationMs: number;
	status: number | null;
	error: string | null;
	requestHeaders: Record<string, string>;
	responseHeaders: Record<string, string>;
	responseBody: string | null;
}

/** A delivery with all that was sent and answered, the last attempt first. */
export interface DeliveryDetail extends WebhookDelivery {
	messageId: string;
	happenedAt: string;
	data: unknown;
	tries: WebhookAttempt[];
}

/** For how many hours the former secret signs as well: none for one that leaked. */
export const rotationGraces = ['0', '24', '168'] as const;
export type RotationGrace = (typeof rotationGraces)[number];

/** Since when what failed is sent again. */
export const replaySpans = ['day', 'week', 'all'] as const;
export type ReplaySpan = (typeof replaySpans)[number];

/** The endpoint by what people call it: its description, otherwise its host. */
export function endpointName({ description, url }: Pick<WebhookEndpoint, 'description' | 'url'>) {
	return description || (URL.parse(url)?.host ?? url);
}

/** As a receiver reads it, in lines. */
export function bodyText({ type, happenedAt, data }: DeliveryDetail): string {
	return JSON.stringify({ type, timestamp: new Date(happenedAt).toISOString(), data }, null, 2);
}
