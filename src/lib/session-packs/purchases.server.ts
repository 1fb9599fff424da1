import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { Db } from '#lib/server/db.ts';
import type { OrderForm, SaleForm } from './buy-schema.ts';
import type { PackOffers, PurchaseState, SessionPurchase } from './session-pack.ts';

export interface Bought {
	purchaseId: string;
	invoiceId: string | null;
	state: PurchaseState;
	sessions: number;
	totalCents: number;
}

/**
 * What a client can buy, and in words why it cannot.
 * @throws DomainError client_not_found (404), not_permitted (403)
 */
export async function getOffers(
	db: Db,
	clientId: string
): Promise<PackOffers & { refusalText: string | null }> {
	const offers = camelKeys(
		unwrap(await db.rpc('session_pack_offers', { client_id: clientId }))
	) as unknown as PackOffers;
	const { refusal } = offers;
	return { ...offers, refusalText: refusal && errorText(new DomainError(refusal, 409)) };
}

/**
 * Sells packs to a client (staff), or orders them (a user of the client, on payment). Idempotent by `requestId`.
 * @throws DomainError session_pack_changed (409), session_pack_not_found (404), and why the client cannot buy (409);
 * those of the due date at its field
 */
export async function buyPacks(
	db: Db,
	clientId: string,
	form: OrderForm & Partial<SaleForm>
): Promise<Bought> {
	const [packId = '', version] = form.choice.split('.');
	try {
		return camelKeys(
			unwrap(
				await db.rpc('buy_session_packs', {
					...{
						request_id: form.requestId,
						client_id: clientId,
						pack_id: packId,
						packs: form.packs
					},
					...{ granting: form.granting ?? 'on_payment', seen_version: Number(version) },
					...(form.dueOn && { due_on: form.dueOn })
				})
			)
		) as unknown as Bought;
	} catch (error) {
		if (!(error instanceof DomainError) || !error.code.startsWith('invoice_due_')) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field: 'dueOn' });
	}
}

/** The newest fifty purchases of a client. @throws DomainError client_not_found (404), not_permitted (403) */
export async function listPurchases(db: Db, clientId: string): Promise<SessionPurchase[]> {
	return camelKeys(
		unwrap(await db.rpc('list_session_purchases', { client_id: clientId }))
	) as unknown as SessionPurchase[];
}

/** @throws DomainError session_purchase_not_found (404), also for one of another client */
export async function getPurchase(
	db: Db,
	clientId: string,
	purchaseId: string
): Promise<SessionPurchase> {
	const [purchase] = camelKeys(
		unwrap(await db.rpc('list_session_purchases', { client_id: clientId, purchase_id: purchaseId }))
	) as unknown as SessionPurchase[];
	if (!purchase) throw new DomainError('session_purchase_not_found', 404);
	return purchase;
}

/**
 * Gives up a purchase that waits for its payment, and cancels its invoice. Idempotent.
 * @throws DomainError session_purchase_not_cancelable (409), session_purchase_not_found (404), not_permitted (403)
 */
export async function cancelPurchase(db: Db, purchaseId: string): Promise<void> {
	unwrap(await db.rpc('cancel_session_purchase', { purchase_id: purchaseId }));
}
