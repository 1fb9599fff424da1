import { type Day } from './calendar.ts';

// What the model keeps: the same facts as the tables, in words of its own.

export interface Settings {
	issueDaysBefore: number;
	reminderDays: number[];
	pendingDays: number;
	blockDays: number;
	minNoticeDays: number;
	trustDays: number;
	billWhileSuspended: boolean;
	oneOffBlocks: boolean;
	countsBusinessDays: boolean;
	creditAuto: boolean;
}

export interface Plan {
	key: number;
	monthly: bigint;
	passThrough: bigint;
	intervalPrices: Partial<Record<number, bigint>>;
	trialDays: number;
	graceDays: number;
	cyclesLimit: number | null;
}

export interface Adjustment {
	kind: 'discount' | 'surcharge';
	amount: bigint | null;
	percentBps: number | null;
	cyclesLeft: number | null;
}

export type SubscriptionStatus =
	'scheduled' | 'pending' | 'trialing' | 'active' | 'paused' | 'suspended' | 'canceled' | 'expired';

export interface Subscription {
	key: string;
	/** As the database gave it: of two that are alike the lower one is billed first. */
	id: string;
	client: BilledClient;
	plan: Plan;
	status: SubscriptionStatus;
	activatesOnPayment: boolean;
	interval: number;
	dueDay: number;
	periodDay: number;
	method: string | null;
	startedOn: Day;
	nextOn: Day;
	/** A short next period's last day. */
	nextEnds: Day | null;
	trialEnds: Day | null;
	cyclesLimit: number | null;
	cyclesBilled: number;
	contract: { total: bigint; instalments: number } | null;
	adjustments: Adjustment[];
	renewsAs: { plan: Plan; interval: number } | null;
	/** The day that periods begin on, and are due on, after the short one. */
	alignsTo: number | null;
	/** The period that the short one took the place of. */
	beforeAlign: { from: Day; ends: Day | null } | null;
	cancelsOn: Day | null;
	endedOn: Day | null;
	pausedOn: Day | null;
	/** What invoices billed of which days. */
	billed: BilledPart[];
	/** What changes made of it: the newest whose own invoice was not voided stands, for all days up to `until`. */
	rebilled: Rebilled[];
	holds: { issue?: Day; remind?: Day; notify?: Day; block?: Day };
}

export interface Rebilled {
	parts: BilledPart[];
	until: Day;
	/** The change's own. */
	invoice: Invoice | null;
}

/** Days that were billed, of a whole period of so many days, and where their price stands. */
export interface BilledPart {
	from: Day;
	to: Day;
	wholeDays: number;
	stands: Standing[];
}

/** So much on this invoice, of all that it was worth when so much of it had been refunded. */
export interface Standing {
	invoice: Invoice;
	cents: bigint;
	worth: bigint;
	refunded: bigint;
}

export interface Line {
	kind: string;
	quantity: number;
	unit: bigint;
}

export interface Invoice {
	key: string;
	number: number;
	kind: 'recurring' | 'one_off' | 'change';
	client: BilledClient;
	subscription: Subscription | null;
	payer: string;
	method: string | null;
	issuedOn: Day;
	dueOn: Day;
	/** The last day on which it can be paid without being late. */
	payableUntil: Day;
	periodStart: Day | null;
	periodEnd: Day | null;
	lines: Line[];
	total: bigint;
	rates: { fineBps: number; interestBps: number } | null;
	frozenUntil: Day | null;
	fine: bigint;
	interest: bigint;
	paid: bigint;
	chargesPaid: bigint;
	refunded: bigint;
	isVoid: boolean;
	payment: 'unpaid' | 'partial' | 'paid' | 'refunded';
	notifiedOn: Day | null;
	payments: Payment[];
	reminders: { dueOn: Day; days: number; template: string; sentOn: Day }[];
	releases: Release[];
}

export interface Payment {
	request: string;
	invoice: Invoice;
	isCredit: boolean;
	/** For unused days that the invoice itself had billed. */
	isOwnDays: boolean;
	amount: bigint;
	principal: bigint;
	charges: bigint;
	excess: bigint;
	refunded: bigint;
	isReversed: boolean;
	paidOn: Day;
	waivesCharges: boolean;
	/** The invoice as it was before it. */
	before: Pick<Invoice, 'fine' | 'interest' | 'paid' | 'chargesPaid' | 'frozenUntil'>;
}

export interface Release {
	until: Day;
	grantedOn: Day;
	state: 'open' | 'kept' | 'broken';
	endedOn: Day | null;
}

export interface Block {
	subscription: Subscription;
	invoice: Invoice;
	dueOn: Day;
	blockDays: number;
	notifiedOn: Day;
	blockedOn: Day;
	suspendedOn: Day;
	liftedOn: Day | null;
	reason: string | null;
}

export type Account =
	'receivable' | 'revenue' | 'charges' | 'cash' | 'credit' | 'refunds' | 'writeoff';

export interface BilledClient {
	key: string;
	id: string;
	payer: 'client' | 'agency';
	collection: 'informal' | 'gateway';
	dueDay: number | null;
	discount: bigint;
	surcharge: bigint;
	pendingDays: number | null;
	blockDays: number | null;
	hasEmail: boolean;
	credit: bigint;
	accounts: Record<Account, bigint>;
	subscriptions: Subscription[];
	invoices: Invoice[];
	blocks: Block[];
}

export interface World {
	today: Day;
	settings: Settings;
	rates: { fineBps: number; interestBps: number };
	/** Local days: true is a working day, false a holiday. */
	localDays: Map<Day, boolean>;
	plans: Plan[];
	clients: BilledClient[];
	lastNumber: number;
	run: Run | null;
}

export interface Run {
	on: Day;
	step: Step;
}

export const steps = [
	'changes',
	'issue',
	'remind',
	'release_end',
	'notify',
	'block',
	'done'
] as const;
export type Step = (typeof steps)[number];

/** What a command may not do, by the name that its documentation gives it. */
export class Refusal extends Error {}

export function refuseIf(isRefused: boolean, code: string): void {
	if (isRefused) throw new Refusal(code);
}

export const standsOn = (invoice: Invoice, cents = invoice.total): Standing => ({
	...{ invoice, cents, worth: invoice.total, refunded: 0n }
});

/** What is granted for some periods was granted for one of them. */
export function useAdjustments({ adjustments }: Subscription): void {
	for (const adjustment of adjustments) if (adjustment.cyclesLeft) adjustment.cyclesLeft--;
}

export const isOpen = (invoice: Invoice): boolean =>
	!invoice.isVoid && (invoice.payment === 'unpaid' || invoice.payment === 'partial');

export function book(client: BilledClient, debit: Account, credit: Account, cents: bigint): void {
	client.accounts[debit] += cents;
	client.accounts[credit] -= cents;
}

export const subscriptionsOf = (world: World): Subscription[] =>
	world.clients.flatMap((client) => client.subscriptions);

export const invoicesOf = (world: World): Invoice[] =>
	world.clients.flatMap((client) => client.invoices);
