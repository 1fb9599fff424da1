import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import { writeCursor, type DeliveryCursor } from './delivery-cursor.ts';
import type { DeliveryDetail, DeliveryState, WebhookAttempt, WebhookDelivery } from './webhook.ts';

const pageSize = 50;
const columns =
	'id, state, parkedBecause:parked_because, attempts, status, error, attemptedAt:attempted_at, nextAttemptAt:next_attempt_at, createdAt:created_at, webhook_messages(id, type, data, created_at)' as const;

interface Row extends Omit<WebhookDelivery, 'type'> {
	webhook_messages: { id: string; type: string; data: unknown; created_at: string };
}

/** A page of an endpoint's log, newest first. */
export async function listDeliveries(
	db: Db,
	resellerId: string,
	endpointId: string,
	{ state, before }: { state: DeliveryState | null; before: DeliveryCursor | null }
): Promise<{ deliveries: WebhookDelivery[]; next: string | null }> {
	let query = db
		.from('webhook_deliveries')
		.select(columns)
		.eq('reseller_id', resellerId)
		.eq('endpoint_id', endpointId)
		.order('created_at', { ascending: false })
		.order('id', { ascending: false })
		.limit(pageSize + 1);
	if (state) query = query.eq('state', state);
	if (before)
		query = query.or(
			`created_at.lt."${before.at}",and(created_at.eq."${before.at}",id.lt.${before.id})`
		);
	const rows = unwrap(await query.overrideTypes<Row[], { merge: false }>());
	const shown = rows.slice(0, pageSize);
	const last = shown.at(-1);
	return {
		deliveries: shown.map(withoutMessage),
		next: rows.length > pageSize && last ? writeCursor({ at: last.createdAt, id: last.id }) : null
	};
}

/** @throws DomainError webhook_delivery_not_found */
export async function getDelivery(
	db: Db,
	resellerId: string,
	endpointId: string,
	id: string
): Promise<DeliveryDetail> {
	const [found, tries] = await Promise.all([
		db
			.from('webhook_deliveries')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('endpoint_id', endpointId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<Row | null, { merge: false }>(),
		db
			.from('webhook_attempts')
			.select(
				'id, number, attemptedAt:attempted_at, durationMs:duration_ms, status, error, requestHeaders:request_headers, responseHeaders:response_headers, responseBody:response_body'
			)
			.eq('reseller_id', resellerId)
			.eq('delivery_id', id)
			.order('number', { ascending: false })
			.limit(100)
			.overrideTypes<WebhookAttempt[], { merge: false }>()
	]);
	const row = unwrap(found, 'or null');
	if (!row) throw new DomainError('webhook_delivery_not_found', 404);
	const { id: messageId, data, created_at: happenedAt } = row.webhook_messages;
	return {
		...withoutMessage(row),
		// As the receiver has it in `webhook-id`.
		messageId: `msg_${messageId.replaceAll('-', '')}`,
		happenedAt,
		data,
		tries: unwrap(tries)
	};
}

function withoutMessage({ webhook_messages: { type }, ...delivery }: Row): WebhookDelivery {
	return { ...delivery, type };
}
