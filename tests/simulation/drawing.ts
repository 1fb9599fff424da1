import {
	type BilledClient,
	type Invoice,
	isOpen,
	type Payment,
	type Subscription,
	type World
} from './books.ts';
import { type Random } from './random.ts';

/** Something that somebody does: to the model, and to the database. */
export interface Action {
	what: string;
	/** Throws a Refusal when it may not be done. */
	model(): void;
	sql: string;
	values(resellerId: string): unknown[];
	/** Another time it would say something else. */
	isOnce?: boolean;
	keepId?(id: string): void;
}

/** In the words of the database, what the model knows by its number or request: $1 is the reseller. */
export const invoiceOf = (number: string) =>
	`(select i.id from public.invoices i where i.reseller_id = $1 and i.number = ${number}::bigint)`;
export const paymentOf = (request: string) =>
	`(select p.id from public.payments p where p.reseller_id = $1 and p.request_id = ${request}::uuid)`;

export type Draw = (world: World, client: BilledClient, random: Random) => Action | null;

/** In an order that no id of the database has a say in. */
function inOrder<Item extends { key: string }>(items: Item[]): Item[] {
	return [...items].sort((one, other) => (one.key < other.key ? -1 : 1));
}

export function drawn<Item extends { key: string }>(items: Item[], random: Random): Item | null {
	return items.length > 0 ? random.pick(inOrder(items)) : null;
}

export const ofInvoice =
	(draw: (world: World, invoice: Invoice, random: Random) => Action | null): Draw =>
	(world, client, random) => {
		const open = client.invoices.filter(isOpen);
		// Now and then one that is not open: it is refused, by name.
		const invoice = drawn(random.chance(0.04) ? client.invoices : open, random);
		return invoice && draw(world, invoice, random);
	};

export const ofPayment =
	(draw: (world: World, payment: Payment, random: Random) => Action): Draw =>
	(world, client, random) => {
		const payments = inOrder(client.invoices)
			.flatMap((invoice) => invoice.payments)
			.filter((payment) => payment.request !== '');
		return payments.length > 0 ? draw(world, random.pick(payments), random) : null;
	};

export const ofSubscription =
	(draw: (world: World, subscription: Subscription, random: Random) => Action): Draw =>
	(world, client, random) => {
		const subscription = drawn(client.subscriptions, random);
		return subscription && draw(world, subscription, random);
	};
