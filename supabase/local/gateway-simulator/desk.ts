import type { Account, Book, Charge, Ids } from './book.ts';
import { brasiliaDate, brasiliaTime, type Clock } from './clock.ts';
import { notFound } from './provider-error.ts';

/** What every rule of the provider works on. */
export interface Desk {
	book: Book;
	ids: Ids;
	clock: Clock;
	/** Tells the account's webhooks; the charge is shown as it is now. */
	tell(event: string, charge: Charge): void;
}

export function today({ clock }: Desk): string {
	return brasiliaDate(clock.now());
}

export function timestamp({ clock }: Desk): string {
	return brasiliaTime(clock.now());
}

/** @throws ProviderError 404 also for a charge of somebody else */
export function chargeOf({ book }: Desk, account: Account, id: string): Charge {
	const charge = book.charges.find((one) => one.id === id && one.accountId === account.id);
	if (!charge) throw notFound('A cobrança');
	return charge;
}
