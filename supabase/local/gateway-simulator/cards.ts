import type { Account, CardToken, Charge } from './book.ts';
import type { Desk } from './desk.ts';
import { invalid } from './provider-error.ts';

/** Ends the number of a card with which every payment is refused. */
const refusedEnding = '0002';
const brands: [RegExp, string][] = [
	[/^4/, 'VISA'],
	[/^(5[1-5]|2[2-7])/, 'MASTERCARD'],
	[/^3[47]/, 'AMEX'],
	[/^(636368|438935|504175|451416|636297)/, 'ELO']
];

/** A token for the card; of its number only the last four digits are kept. */
export function tokeniseCard(
	desk: Desk,
	account: Account,
	given: Record<string, unknown>
): CardToken {
	const customer = desk.book.customers.find(
		(one) => one.id === given.customer && one.accountId === account.id && !one.deleted
	);
	if (!customer) throw invalid('customer', 'Customer inválido ou não informado.');
	const card = (given.creditCard ?? {}) as Record<string, unknown>;
	const number = String(card.number ?? '').replace(/\s/g, '');
	const isComplete =
		passesLuhn(number) &&
		/^\d{1,2}$/.test(String(card.expiryMonth)) &&
		/^\d{4}$/.test(String(card.expiryYear)) &&
		/^\d{3,4}$/.test(String(card.ccv)) &&
		Boolean(card.holderName);
	if (!isComplete) throw invalid('creditCard', 'Os dados do cartão são inválidos.');
	if (!given.creditCardHolderInfo)
		throw invalid('creditCardHolderInfo', 'Informe os dados do titular do cartão.');
	if (!given.remoteIp) throw invalid('remoteIp', 'Informe o IP do comprador.');
	const token: CardToken = {
		token: desk.ids.token(),
		accountId: account.id,
		customer: customer.id,
		brand: brands.find(([pattern]) => pattern.test(number))?.[1] ?? 'UNKNOWN',
		lastFour: number.slice(-4),
		isRefused: number.endsWith(refusedEnding)
	};
	desk.book.tokens.push(token);
	return token;
}

/** @throws ProviderError invalid_creditCard when the token is not that customer's, or the card is refused */
export function authoriseCard(
	{ book }: Desk,
	account: Account,
	customer: string,
	given: unknown
): NonNullable<Charge['card']> {
	const token = book.tokens.find(
		(one) => one.token === given && one.accountId === account.id && one.customer === customer
	);
	if (!token) throw invalid('creditCard', 'O token não é de um cartão deste cliente.');
	if (token.isRefused) throw invalid('creditCard', 'Transação não autorizada.');
	return { brand: token.brand, lastFour: token.lastFour, token: token.token };
}

function passesLuhn(number: string): boolean {
	if (!/^\d{13,19}$/.test(number)) return false;
	const sum = [...number].reverse().reduce((total, digit, index) => {
		const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return sum % 10 === 0;
}
