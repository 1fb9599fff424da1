import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { DeliveryCounts, DeliveryState, ReplaySpan, WebhookEndpoint } from './webhook.ts';

const columns =
	'id, url, description, eventTypes:event_types, isActive:is_active, stoppedBecause:stopped_because, stoppedAt:stopped_at, failingSince:failing_since, rotations, rotationEndsAt:rotation_ends_at, createdAt:created_at' as const;
const day = 86_400_000;

/** Where the reseller is told what happens, oldest first. */
export async function listEndpoints(db: Db, resellerId: string): Promise<WebhookEndpoint[]> {
	return unwrap(
		await db
			.from('webhook_endpoints')
			.select(columns)
			.eq('reseller_id', resellerId)
			.order('created_at')
			.overrideTypes<WebhookEndpoint[], { merge: false }>()
	);
}

/** @throws DomainError webhook_endpoint_not_found */
export async function getEndpoint(
	db: Db,
	resellerId: string,
	id: string
): Promise<WebhookEndpoint> {
	const endpoint = unwrap(
		await db
			.from('webhook_endpoints')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<WebhookEndpoint | null, { merge: false }>(),
		'or null'
	);
	if (!endpoint) throw new DomainError('webhook_endpoint_not_found', 404);
	return endpoint;
}

/** Of the last seven days, by endpoint. */
export async function countDeliveries(db: Db, now: number): Promise<Map<string, DeliveryCounts>> {
	const since = new Date(now - 7 * day).toISOString();
	const rows = unwrap(await db.rpc('count_webhook_deliveries', { since }));
	const counts = new Map<string, DeliveryCounts>();
	for (const { endpoint_id: id, state, how_many: howMany } of rows) {
		const known = counts.get(id) ?? { pending: 0, succeeded: 0, failed: 0, parked: 0 };
		counts.set(id, { ...known, [state as DeliveryState]: howMany });
	}
	return counts;
}

interface EndpointFields {
	url: string;
	description: string;
	eventTypes: string[];
}

/** @throws DomainError at the field that is wrong; webhook_too_many_endpoints, webhook_endpoint_invalid */
export async function createEndpoint(
	db: Db,
	{ id, ...fields }: EndpointFields & { id: string }
): Promise<void> {
	await atItsField(async () =>
		unwrap(await db.rpc('create_webhook_endpoint', { id, ...given(fields) }))
	);
}

/** @throws DomainError at the field that is wrong; webhook_endpoint_not_found */
export async function saveEndpoint(db: Db, id: string, fields: EndpointFields): Promise<void> {
	await atItsField(async () =>
		unwrap(await db.rpc('save_webhook_endpoint', { id, ...given(fields) }), 'or null')
	);
}

/** @throws DomainError webhook_endpoint_not_found */
export async function setEndpointActive(db: Db, id: string, isActive: boolean): Promise<void> {
	unwrap(await db.rpc('set_webhook_endpoint_active', { id, is_active: isActive }), 'or null');
}

/** @throws DomainError webhook_endpoint_not_found */
export async function deleteEndpoint(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('delete_webhook_endpoint', { id }), 'or null');
}

/** @returns `whsec_…`; @throws DomainError webhook_endpoint_not_found */
export async function revealSecret(db: Db, id: string): Promise<string> {
	const { secret } = unwrap(await db.rpc('reveal_webhook_secret', { id })) as { secret: string };
	return secret;
}

/** @returns the new one; @throws DomainError webhook_endpoint_not_found, webhook_secret_rotated */
export async function rotateSecret(
	db: Db,
	id: string,
	{ rotations, graceHours }: { rotations: number; graceHours: number }
): Promise<string> {
	const given = { id, rotations, grace_hours: graceHours };
	const { secret } = unwrap(await db.rpc('rotate_webhook_secret', given)) as { secret: string };
	return secret;
}

/** @throws DomainError webhook_endpoint_not_found, webhook_endpoint_stopped */
export async function sendTest(db: Db, requestId: string, endpointId: string): Promise<void> {
	unwrap(await db.rpc('send_test_webhook', { request_id: requestId, endpoint_id: endpointId }));
}

/** @throws DomainError webhook_delivery_not_found, webhook_endpoint_stopped */
export async function replayDelivery(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('replay_webhook_delivery', { id }), 'or null');
}

/** @returns how many; @throws DomainError webhook_endpoint_not_found, webhook_endpoint_stopped */
export async function replayDeliveries(
	db: Db,
	endpointId: string,
	span: ReplaySpan,
	now: number
): Promise<number> {
	const days = { day: 1, week: 7, all: null }[span];
	return unwrap(
		await db.rpc('replay_webhook_deliveries', {
			endpoint_id: endpointId,
			...(days && { since: new Date(now - days * day).toISOString() })
		})
	);
}

function given({ url, description, eventTypes }: EndpointFields) {
	return { url, description, event_types: eventTypes };
}

async function atItsField<Done>(work: () => Promise<Done>): Promise<Done> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const field = /^webhook_(url|types|description)_/.exec(error.code)?.[1];
		if (!field) throw error;
		throw new DomainError(error.code, error.status, {
			...error.params,
			field: field === 'types' ? 'eventTypes' : field
		});
	}
}
