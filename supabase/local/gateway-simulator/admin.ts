import type { Account, Book, Charge } from './book.ts';
import { chargeJson } from './charge-json.ts';
import { removeCharge, restoreCharge } from './charges.ts';
import type { Desk } from './desk.ts';
import { changedFaults, type Faults } from './faults.ts';
import * as payers from './payers.ts';
import { invalid, notFound } from './provider-error.ts';

export interface Admin {
	desk: Desk;
	publicUrl: string;
	faults: Faults;
	/** Of single accounts, by id, in place of those of all. */
	accountFaults: Map<string, Faults>;
	wake(): void;
}

type Given = Record<string, unknown>;

/**
 * What the simulator's own page and the tests can do, below `/admin`:
 * `GET state`, `POST faults` (of all, or of the account with that `apiKey`), `POST charges/<id>/<action>`, `POST accounts/<id>/key`, `POST webhooks/resume`.
 * @throws ProviderError
 */
export function answerAdmin(admin: Admin, method: string, path: string, given: Given): unknown {
	const [collection = '', id = '', action = ''] = path.split('/').filter(Boolean);
	if (method === 'GET' && path === '/state') return stateOf(admin);
	if (method !== 'POST') throw notFound('O endereço');
	if (path === '/faults') return setFaults(admin, given);
	if (path === '/webhooks/resume') return resume(admin);
	if (collection === 'accounts' && action === 'key') return renewKey(admin, id, given);
	if (collection === 'charges' && actions[action]) {
		const charge = admin.desk.book.charges.find((one) => one.id === id);
		if (!charge) throw notFound('A cobrança');
		actions[action](admin.desk, charge, given);
		return chargeJson(charge, admin.publicUrl);
	}
	throw notFound('O endereço');
}

const actions: Record<string, (desk: Desk, charge: Charge, given: Given) => void> = {
	pay: payers.pay,
	settle: payers.settle,
	expire: payers.expire,
	refund: payers.refundAtProvider,
	chargeback: payers.chargeBack,
	delete: removeCharge,
	restore: restoreCharge
};

function stateOf({ desk: { book }, publicUrl, faults }: Admin) {
	return {
		accounts: book.accounts.map((account) => ({ ...account, queued: queuedFor(book, account) })),
		charges: book.charges.map((charge) => chargeJson(charge, publicUrl)),
		webhooks: book.webhooks.map(({ authToken: _, ...shown }) => shown),
		faults,
		queued: book.queue.length,
		/** Of what is waiting for its next try. */
		failures: book.queue.reduce((sum, delivery) => sum + delivery.failures, 0),
		lost: book.lost.map(({ id, event }) => ({ id, event }))
	};
}

/** Webhooks on their way to the account's addresses. */
function queuedFor(book: Book, account: Account): number {
	const own = new Set(
		book.webhooks.filter((one) => one.accountId === account.id).map(({ id }) => id)
	);
	return book.queue.filter(({ webhookId }) => own.has(webhookId)).length;
}

function setFaults(admin: Admin, given: Given): Faults {
	const account = admin.desk.book.accounts.find(({ apiKey }) => apiKey === given.apiKey);
	if (given.apiKey !== undefined && !account) throw notFound('A conta');
	try {
		const changed = changedFaults(faultsOf(admin, account?.id), given);
		if (account) admin.accountFaults.set(account.id, changed);
		else admin.faults = changed;
		return changed;
	} catch (error) {
		throw invalid('faults', (error as Error).message);
	}
}

/** @param accountId undefined: of all */
export function faultsOf(admin: Admin, accountId: string | undefined): Faults {
	return admin.accountFaults.get(accountId ?? '') ?? admin.faults;
}

/** As somebody would in the provider's panel after an interruption. */
function resume({ desk: { book }, wake }: Admin) {
	for (const webhook of book.webhooks) webhook.interrupted = false;
	wake();
	return { resumed: book.webhooks.length };
}

function renewKey({ desk: { book } }: Admin, id: string, { apiKey }: Given): Account {
	const account = book.accounts.find((one) => one.id === id);
	if (!account) throw notFound('A conta');
	if (typeof apiKey !== 'string' || book.accounts.some((one) => one.apiKey === apiKey))
		throw invalid('apiKey', 'Informe uma chave que nenhuma conta tem.');
	book.retiredKeys.push(account.apiKey);
	account.apiKey = apiKey;
	return account;
}
