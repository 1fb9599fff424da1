import QRCode from 'qrcode';
import { boletoLine } from './boleto-line.ts';
import type { Account, Charge } from './book.ts';
import { tokeniseCard } from './cards.ts';
import { chargeJson } from './charge-json.ts';
import * as charges from './charges.ts';
import * as customers from './customers.ts';
import { chargeOf, type Desk } from './desk.ts';
import { invalid, ProviderError } from './provider-error.ts';
import { simulatedPixCode } from './pix-code.ts';
import * as webhooks from './webhook-settings.ts';

export interface ApiRequest {
	method: string;
	/** Below `/v3`, e.g. `/payments/pay_1`. */
	path: string;
	query: URLSearchParams;
	body: Record<string, unknown>;
	apiKey: string | undefined;
}

type Answer = Record<string, unknown>;
type Handler = (
	desk: Desk,
	account: Account,
	request: ApiRequest,
	id: string
) => Answer | Promise<Answer>;

/** Keys of the simulator say so themselves. The first use of one opens an account. */
const keyPattern = /^\$aact_sim_[A-Za-z0-9_]{4,80}$/;

/**
 * Answers a request of the provider's API v3, as far as Balcão and its tests use it.
 * @throws ProviderError what the provider refuses; 501 for what the simulator does not know
 */
export async function answerApi(
	desk: Desk,
	publicUrl: string,
	request: ApiRequest
): Promise<Answer> {
	const account = accountOf(desk, request.apiKey);
	const [, collection = '', id = '', action = ''] = request.path.split('/');
	const shape = [request.method, collection, id && ':id', action].filter(Boolean).join(' ');
	// Two-part names that are no ids.
	const handler =
		handlers(publicUrl)[fixed[request.path] ? `${request.method} ${request.path}` : shape];
	if (!handler) throw new ProviderError(501, 'not_simulated', `O simulador não conhece ${shape}.`);
	return handler(desk, account, request, id);
}

const fixed: Record<string, true> = {
	'/finance/balance': true,
	'/creditCard/tokenizeCreditCard': true
};

function handlers(publicUrl: string): Record<string, Handler> {
	const shown = (charge: Charge) => chargeJson(charge, publicUrl);
	/** Does it and answers with the charge as it is then. */
	const changing =
		(change: (desk: Desk, charge: Charge, given: Answer, account: Account) => void): Handler =>
		(desk, account, { body }, id) => {
			const charge = chargeOf(desk, account, id);
			change(desk, charge, body, account);
			return shown(charge);
		};
	const changeCustomer: Handler = (desk, account, { body }, id) => {
		const customer = customers.customerById(desk, account, id);
		customers.updateCustomer(customer, body);
		return customers.customerJson(customer);
	};
	return {
		'GET /finance/balance': (desk, account) => ({ balance: balanceOf(desk, account) }),
		'POST /creditCard/tokenizeCreditCard': (desk, account, { body }) => {
			const { token, brand, lastFour } = tokeniseCard(desk, account, body);
			return { creditCardNumber: lastFour, creditCardBrand: brand, creditCardToken: token };
		},

		'POST customers': (desk, account, { body }) =>
			customers.customerJson(customers.createCustomer(desk, account, body)),
		'GET customers': ({ book }, account, { query }) =>
			page(
				book.customers.filter(
					(one) =>
						one.accountId === account.id && matches(one, query, ['externalReference', 'cpfCnpj'])
				),
				query,
				customers.customerJson
			),
		'GET customers :id': (desk, account, _, id) =>
			customers.customerJson(customers.customerById(desk, account, id)),
		'PUT customers :id': changeCustomer,

		'POST payments': (desk, account, { body }) => shown(charges.createCharge(desk, account, body)),
		'GET payments': ({ book }, account, { query }) =>
			page(
				// What was removed is in no list.
				book.charges.filter(
					(one) => one.accountId === account.id && !one.deleted && wanted(one, query)
				),
				query,
				shown
			),
		'GET payments :id': (desk, account, _, id) => shown(chargeOf(desk, account, id)),
		'PUT payments :id': changing(charges.updateCharge),
		'DELETE payments :id': (desk, account, _, id) => {
			charges.removeCharge(desk, chargeOf(desk, account, id));
			return { deleted: true, id };
		},
		'POST payments :id restore': changing(charges.restoreCharge),
		'POST payments :id refund': changing(charges.refundCharge),
		'POST payments :id receiveInCash': changing(charges.receiveInCash),
		'POST payments :id undoReceivedInCash': changing(charges.undoReceivedInCash),
		'POST payments :id payWithCreditCard': changing((desk, charge, given, account) =>
			charges.payWithCard(desk, account, charge, given)
		),
		'GET payments :id pixQrCode': async (desk, account, _, id) => {
			const charge = payable(chargeOf(desk, account, id), 'CREDIT_CARD');
			const payload = simulatedPixCode(charge.id);
			const image = await QRCode.toBuffer(payload, { margin: 1 });
			const expirationDate = `${Number(charge.dueDate.slice(0, 4)) + 1}${charge.dueDate.slice(4)} 23:59:59`;
			return { encodedImage: image.toString('base64'), payload, expirationDate, success: true };
		},
		'GET payments :id identificationField': (desk, account, _, id) => {
			const charge = payable(chargeOf(desk, account, id), 'CREDIT_CARD', 'PIX');
			return { ...boletoLine(charge.number, charge.valueCents, charge.dueDate) };
		},

		'POST webhooks': (desk, account, { body }) =>
			webhooks.webhookJson(webhooks.createWebhook(desk, account, body)),
		'GET webhooks': ({ book }, account, { query }) =>
			page(
				book.webhooks.filter((one) => one.accountId === account.id),
				query,
				webhooks.webhookJson
			),
		'PUT webhooks :id': (desk, account, { body }, id) => {
			const webhook = webhooks.webhookById(desk, account, id);
			webhooks.updateWebhook(webhook, body);
			return webhooks.webhookJson(webhook);
		},
		'DELETE webhooks :id': (desk, account, _, id) => {
			webhooks.removeWebhook(desk, webhooks.webhookById(desk, account, id));
			return { deleted: true, id };
		}
	};
}

/** @throws ProviderError 401 */
function accountOf({ book, ids }: Desk, apiKey: string | undefined): Account {
	const known = book.accounts.find((account) => account.apiKey === apiKey);
	if (known) return known;
	if (!apiKey || !keyPattern.test(apiKey) || book.retiredKeys.includes(apiKey))
		throw new ProviderError(401, 'invalid_access_token', 'A chave de API fornecida é inválida.');
	const account = { id: ids.account(), apiKey };
	book.accounts.push(account);
	return account;
}

function balanceOf({ book }: Desk, account: Account): number {
	const cents = book.charges
		.filter((charge) => charge.accountId === account.id && charge.status === 'RECEIVED')
		.reduce(
			(sum, { valueCents, refunds }) =>
				sum + valueCents - refunds.reduce((back, refund) => back + refund.valueCents, 0),
			0
		);
	return cents / 100;
}

function payable(charge: Charge, ...except: string[]): Charge {
	if (charge.deleted || except.includes(charge.billingType))
		throw invalid('action', 'A cobrança não pode ser paga desta forma.');
	return charge;
}

function wanted(charge: Charge, query: URLSearchParams): boolean {
	return (
		matches(charge, query, ['customer', 'billingType', 'status', 'externalReference']) &&
		(['dateCreated', 'dueDate', 'paymentDate'] as const).every((field) => {
			const [from, to] = [query.get(`${field}[ge]`), query.get(`${field}[le]`)];
			const date = charge[field];
			return (!from || (date !== null && date >= from)) && (!to || (date !== null && date <= to));
		})
	);
}

function matches<Row extends object>(
	row: Row,
	query: URLSearchParams,
	fields: (keyof Row & string)[]
): boolean {
	return fields.every((field) => !query.get(field) || String(row[field]) === query.get(field));
}

/** 10 at a time unless asked, 100 at most. */
function page<Row>(rows: Row[], query: URLSearchParams, shown: (row: Row) => Answer): Answer {
	const offset = Math.max(0, Number(query.get('offset')) || 0);
	const limit = Math.min(100, Math.max(1, Number(query.get('limit')) || 10));
	return {
		object: 'list',
		hasMore: rows.length > offset + limit,
		totalCount: rows.length,
		limit,
		offset,
		data: rows.slice(offset, offset + limit).map(shown)
	};
}
