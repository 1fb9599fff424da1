import { GatewayError, type ChargeOrder, type Gateway } from '../port.ts';
import { billingTypeOf, chargeFact, reais, refundAskedCents, text } from './charge.ts';
import { wantedEvents } from './events.ts';
import { asaasRequest, type AsaasRequest } from './request.ts';

/**
 * Asaas' API v3.
 * @param baseUrl with the version: `https://…/v3`
 * @see docs.asaas.com/reference
 */
export function createAsaas(baseUrl: string, apiKey: string): Gateway {
	const request = asaasRequest(baseUrl, apiKey);
	const charge = (id: string, action = '') => `/payments/${encodeURIComponent(id)}${action}`;

	return {
		async check() {
			await request('GET', '/finance/balance');
		},

		async keepCustomer({ knownId, reference, name, document, email }) {
			const fields = {
				name,
				cpfCnpj: document,
				email,
				externalReference: reference,
				// Balcão writes the mails.
				notificationDisabled: true
			};
			const id = knownId ?? (await customerByReference(request, reference));
			const kept = id
				? await request('PUT', `/customers/${encodeURIComponent(id)}`, fields)
				: await request('POST', '/customers', fields);
			return String(kept.id);
		},

		async createCharge(order) {
			const made = await request('POST', '/payments', {
				customer: order.customerId,
				externalReference: order.reference,
				...orderFields(order)
			});
			return chargeFact(made);
		},

		async findCharges(reference) {
			const query = new URLSearchParams({ externalReference: reference, limit: '100' });
			return rowsOf(await request('GET', `/payments?${query}`)).map(chargeFact);
		},

		async readCharge(id) {
			try {
				return chargeFact(await request('GET', charge(id)));
			} catch (error) {
				if (isUnknown(error)) return null;
				throw error;
			}
		},

		async changeCharge(id, order) {
			return chargeFact(await request('PUT', charge(id), orderFields(order)));
		},

		async cancelCharge(id) {
			try {
				await request('DELETE', charge(id));
			} catch (error) {
				if (isUnknown(error)) return;
				const found = await this.readCharge(id);
				if (found !== null && !found.deleted) throw error;
			}
		},

		async refundCharge(id, upToCents, reason) {
			const payment = await request('GET', charge(id));
			const missing = upToCents - refundAskedCents(payment);
			if (missing <= 0) return chargeFact(payment);
			const body = { value: reais(missing), description: reason.slice(0, 500) };
			return chargeFact(await request('POST', charge(id, '/refund'), body));
		},

		async payByCard(id, token, remoteAddress) {
			const body = { creditCardToken: token, remoteIp: remoteAddress };
			return chargeFact(await request('POST', charge(id, '/payWithCreditCard'), body));
		},

		async readPaymentCodes({ charge: id, method }) {
			const [pix, boleto] = await Promise.all([
				method === 'card' ? null : optional(request('GET', charge(id, '/pixQrCode'))),
				method === 'boleto' || method === null
					? optional(request('GET', charge(id, '/identificationField')))
					: null
			]);
			return { pixCode: text(pix?.payload), boletoLine: text(boleto?.identificationField) };
		},

		async listCharges(since, offset) {
			const [field, from] =
				'madeOn' in since ? ['dateCreated', since.madeOn] : ['paymentDate', since.paidOn];
			const query = new URLSearchParams({
				[`${field}[ge]`]: from,
				offset: String(offset),
				limit: '100'
			});
			const page = await request('GET', `/payments?${query}`);
			const charges = rowsOf(page).map(chargeFact);
			return { charges, next: page.hasMore === true ? offset + charges.length : null };
		},

		async tokeniseCard(card) {
			const { holder } = card;
			const made = await request('POST', '/creditCard/tokenizeCreditCard', {
				customer: card.customerId,
				creditCard: {
					holderName: card.holderName,
					number: card.number,
					expiryMonth: card.expiryMonth,
					expiryYear: card.expiryYear,
					ccv: card.securityCode
				},
				creditCardHolderInfo: {
					name: holder.name,
					email: holder.email,
					cpfCnpj: holder.document,
					postalCode: holder.postalCode,
					addressNumber: holder.addressNumber,
					phone: holder.phone
				},
				remoteIp: card.remoteAddress
			});
			const token = text(made.creditCardToken);
			if (!token) throw new GatewayError('unavailable', 'unreadable', 'no token');
			return { token, brand: text(made.creditCardBrand), last_four: text(made.creditCardNumber) };
		},

		async registerWebhook({ url, token, email }) {
			const fields = {
				name: 'Balcão',
				url,
				email,
				enabled: true,
				interrupted: false,
				apiVersion: 3,
				authToken: token,
				sendType: 'SEQUENTIALLY',
				events: wantedEvents
			};
			const webhooks = rowsOf(await request('GET', '/webhooks?limit=100'));
			const own = webhooks.find((webhook) => webhook.url === url);
			if (own) await request('PUT', `/webhooks/${encodeURIComponent(String(own.id))}`, fields);
			else await request('POST', '/webhooks', fields);
		}
	};
}

function orderFields(order: Omit<ChargeOrder, 'customerId' | 'reference'>) {
	return {
		billingType: billingTypeOf(order.method),
		value: reais(order.amountCents),
		dueDate: order.dueOn,
		description: order.description.slice(0, 500),
		fine: { value: order.fineBps / 100, type: 'PERCENTAGE' },
		interest: { value: order.interestBps / 100 }
	};
}

async function customerByReference(
	request: AsaasRequest,
	reference: string
): Promise<string | null> {
	const query = new URLSearchParams({ externalReference: reference, limit: '1' });
	const [customer] = rowsOf(await request('GET', `/customers?${query}`));
	return text(customer?.id);
}

function rowsOf({ data }: Record<string, unknown>): Record<string, unknown>[] {
	return Array.isArray(data) ? data : [];
}

/** A code that the charge does not have (yet) is no reason to fail: it is read again later. */
async function optional(
	answer: Promise<Record<string, unknown>>
): Promise<Record<string, unknown> | null> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof GatewayError && error.failure === 'refused') return null;
		throw error;
	}
}

function isUnknown(error: unknown): boolean {
	return (
		error instanceof GatewayError &&
		error.failure === 'refused' &&
		/^(404|not_found)$/.test(error.code)
	);
}
