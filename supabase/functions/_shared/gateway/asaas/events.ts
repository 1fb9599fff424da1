import type { ChargeFact, EventKind, GatewayEvent } from '../port.ts';
import { chargeFact } from './charge.ts';

/** @see docs.asaas.com, "Payment events" */
const kinds: Record<string, EventKind> = {
	PAYMENT_CREATED: 'created',
	PAYMENT_UPDATED: 'changed',
	PAYMENT_OVERDUE: 'changed',
	PAYMENT_AWAITING_RISK_ANALYSIS: 'noted',
	PAYMENT_APPROVED_BY_RISK_ANALYSIS: 'noted',
	PAYMENT_REPROVED_BY_RISK_ANALYSIS: 'refused',
	PAYMENT_AUTHORIZED: 'noted',
	PAYMENT_CONFIRMED: 'confirmed',
	PAYMENT_RECEIVED: 'received',
	PAYMENT_CREDIT_CARD_CAPTURE_REFUSED: 'refused',
	PAYMENT_DELETED: 'deleted',
	PAYMENT_RESTORED: 'restored',
	PAYMENT_REFUNDED: 'refunded',
	PAYMENT_PARTIALLY_REFUNDED: 'partially_refunded',
	PAYMENT_REFUND_IN_PROGRESS: 'refunding',
	PAYMENT_RECEIVED_IN_CASH_UNDONE: 'cash_undone',
	PAYMENT_CHARGEBACK_REQUESTED: 'disputed',
	PAYMENT_CHARGEBACK_DISPUTE: 'disputed',
	PAYMENT_AWAITING_CHARGEBACK_REVERSAL: 'dispute_won',
	PAYMENT_DUNNING_RECEIVED: 'received'
};

/** The events that a webhook must be sent for. */
export const wantedEvents: readonly string[] = Object.keys(kinds);

/** @returns null for what is no event of Asaas: without an id nothing can be told apart from its repetition */
export function readAsaasEvent(body: unknown): GatewayEvent | null {
	if (!body || typeof body !== 'object') return null;
	const { id, event, dateCreated, payment } = body as Record<string, unknown>;
	if (!isShortText(id) || !isShortText(event)) return null;
	const occurredAt = instantOf(dateCreated);
	const known = kinds[event];
	if (!known || !payment || typeof payment !== 'object')
		return { id, name: event, kind: 'noted', occurredAt, fact: null };
	const fact = readableFact(payment as Record<string, unknown>);
	if (!fact) return { id, name: event, kind: 'noted', occurredAt, fact: null };
	// Cash in hand is told by the same event as money that came.
	const kind =
		known === 'received' && fact.state === 'received_in_cash' ? 'received_in_cash' : known;
	return { id, name: event, kind, occurredAt, fact };
}

/** An event that cannot be read is kept all the same: refusing it would hold up all that come after it. */
function readableFact(payment: Record<string, unknown>): ChargeFact | null {
	try {
		return chargeFact(payment);
	} catch {
		return null;
	}
}

/**
 * Written without a zone, in whole seconds. Taken as Brasília's, which has had no summer time since 2019, and as the end of the
 * second: it was no later, and what we saw ourselves within that second may have been before. Ours when it is unreadable.
 */
function instantOf(given: unknown): string {
	const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(String(given));
	const instant = new Date(match ? `${match[1]}T${match[2]}.999-03:00` : Date.now());
	return (Number.isNaN(instant.getTime()) ? new Date() : instant).toISOString();
}

function isShortText(value: unknown): value is string {
	return typeof value === 'string' && value.length > 0 && value.length <= 200;
}
