import { type BilledClient, type Invoice, isOpen, refuseIf, type World } from './books.ts';
import { textOf } from './calendar.ts';
import * as changes from './changes.ts';
import {
	type Action,
	type Draw,
	drawn,
	invoiceOf,
	ofInvoice,
	ofPayment,
	paymentOf
} from './drawing.ts';
import { release } from './dunning.ts';
import {
	asksFor,
	giveCredit,
	pay,
	payWithCredit,
	refund,
	reverse,
	voidInvoice
} from './payments.ts';
import { billByHand } from './periods.ts';
import { type Random } from './random.ts';
import {
	adding,
	adjusting,
	aligning,
	canceling,
	cancelingLater,
	changingPlan,
	changingPlanLater,
	holding,
	pausing,
	resuming,
	undoing
} from './subscription-actions.ts';

/** What a client, or the staff about it, does next; null when the dice find nothing to do. */
export function nextAction(world: World, client: BilledClient, random: Random): Action | null {
	if (client.subscriptions.length === 0 || (client.subscriptions.length < 3 && random.chance(0.06)))
		return adding(world, client, random);
	return random.pick(repertoire)(world, client, random);
}

const paying = ofInvoice((world, invoice, random) => {
	const request = random.uuid();
	const paidOn = random.chance(0.8) ? world.today : world.today - random.between(1, 25);
	const waivesCharges = random.chance(0.1);
	const keepsExcess = random.chance(0.5);
	const kind = random.between(0, 9);
	const due = waivesCharges
		? invoice.total + invoice.fine + invoice.interest - invoice.paid
		: asksFor(invoice, paidOn);
	let amount: bigint | null = null;
	if (kind >= 5 && kind <= 7) amount = BigInt(random.between(1, Math.max(Number(due), 1)));
	if (kind >= 8) amount = due + BigInt(random.between(1, 20_000));
	const asked = amount ?? due;
	return {
		what: `${invoice.key} is paid ${amount ?? 'wholly'} on ${textOf(paidOn)}${waivesCharges ? ', charges waived' : ''}`,
		model: () => {
			requireOpen(invoice);
			refuseIf(asked > due && !keepsExcess, 'payment_exceeds_open');
			pay(world, invoice, { request, amount: asked, paidOn, waivesCharges });
		},
		sql: `select public.record_payment($2, ${invoiceOf('$3')}, $4, 'pix', $5, $6, $7)`,
		values: (resellerId) => [
			...[resellerId, request, invoice.number, amount === null ? null : String(amount)],
			...[textOf(paidOn), waivesCharges, keepsExcess]
		]
	};
});

function requireOpen(invoice: Invoice): void {
	refuseIf(invoice.isVoid, 'invoice_not_open');
	refuseIf(!isOpen(invoice), 'invoice_already_paid');
}

/** As a bank statement or a gateway says it: for any invoice, also one that asks for nothing any more. */
const arriving: Draw = (world, client, random) => {
	const invoice = drawn(client.invoices, random);
	if (!invoice) return null;
	const request = random.uuid();
	const paidOn = world.today - random.between(0, 5);
	const due = asksFor(invoice, paidOn);
	const amount = due > 0n && random.chance(0.7) ? due : BigInt(random.between(1, 30_000));
	return {
		what: `${amount} arrive for ${invoice.key} of ${textOf(paidOn)}`,
		model: () => {
			pay(world, invoice, { request, amount, paidOn });
		},
		sql: `select app.apply_payment($1, ${invoiceOf('$2')}, $3, 'pix', $4, 'statement', $5::text, $5::uuid)`,
		values: (resellerId) => [
			...[resellerId, invoice.number, String(amount), textOf(paidOn), request]
		]
	};
};

const reversing = ofPayment((world, payment) => ({
	what: `the payment ${payment.request} of ${payment.invoice.key} never was`,
	model: () => reverse(world, payment),
	sql: `select public.reverse_payment(${paymentOf('$2')})`,
	values: (resellerId) => [resellerId, payment.request]
}));

const refunding = ofPayment((_world, payment, random) => {
	const request = random.uuid();
	const amount = random.chance(0.6) ? null : BigInt(random.between(1, Number(payment.amount)));
	return {
		what: `${amount ?? 'all'} of ${payment.request} goes back`,
		model: () => refund(payment, amount),
		sql: `select public.refund_payment($2, ${paymentOf('$3')}, $4)`,
		values: (resellerId) => [
			...[resellerId, request, payment.request, amount === null ? null : String(amount)]
		]
	};
});

const voiding = ofInvoice((world, invoice) => ({
	what: `${invoice.key} is canceled`,
	model: () => voidInvoice(world, invoice),
	sql: `select public.void_invoice(${invoiceOf('$2')})`,
	values: (resellerId) => [resellerId, invoice.number]
}));

const movingDueDate = ofInvoice((world, invoice, random) => {
	const dueOn = world.today + random.between(-2, 40);
	return {
		what: `${invoice.key} is due on ${textOf(dueOn)} instead`,
		model: () => changes.changeDueDate(world, invoice, dueOn),
		sql: `select public.change_invoice(${invoiceOf('$2')}, $3, $4)`,
		values: (resellerId) => [resellerId, invoice.number, textOf(dueOn), invoice.method]
	};
});

const trusting = ofInvoice((world, invoice, random) => {
	const request = random.uuid();
	const until = world.today + random.between(0, 12);
	return {
		what: `${invoice.key} is trusted until ${textOf(until)}`,
		model: () => release(world, invoice, until),
		sql: `select public.release_on_trust($2, ${invoiceOf('$3')}, $4)`,
		values: (resellerId) => [resellerId, request, invoice.number, textOf(until)]
	};
});

const crediting: Draw = (_world, client, random) => {
	const request = random.uuid();
	const cents = random.chance(0.75)
		? BigInt(random.between(1, 30_000))
		: -BigInt(random.between(1, Math.max(Number(client.credit), 100)));
	return {
		what: `${cents} credit for ${client.id}`,
		model: () => giveCredit(client, cents),
		sql: 'select public.give_credit($1, $2, $3)',
		values: () => [request, client.id, String(cents)]
	};
};

const usingCredit = ofInvoice((world, invoice, random) => {
	const request = random.uuid();
	return {
		what: `credit is put to ${invoice.key}`,
		model: () => {
			requireOpen(invoice);
			const put = payWithCredit(world, invoice, world.today, request);
			refuseIf(put === 0n, 'client_credit_insufficient');
		},
		sql: `select public.apply_credit($2, ${invoiceOf('$3')})`,
		values: (resellerId) => [resellerId, request, invoice.number]
	};
});

/** Few end early, or little would be left to happen. */
const seldom =
	(draw: Draw): Draw =>
	(world, client, random) =>
		random.chance(0.4) ? draw(world, client, random) : null;

const billingByHand: Draw = (world, client, random) => {
	const request = random.uuid();
	const dueOn = world.today + random.between(0, 30);
	const lines = Array.from({ length: random.between(1, 3) }, () => ({
		kind: 'item',
		quantity: random.between(1, 4),
		unit: BigInt(random.between(1, 20_000))
	}));
	return {
		what: `${request} is billed by hand, due on ${textOf(dueOn)}`,
		model: () => billByHand(world, client, { request, dueOn, lines }),
		sql: 'select public.issue_one_off_invoice($1, $2, $3, $4)',
		values: () => [
			...[request, client.id],
			JSON.stringify(
				lines.map(({ quantity, unit }) => ({
					description: 'x',
					quantity,
					unit_cents: Number(unit)
				}))
			),
			textOf(dueOn)
		]
	};
};

/** What stands on several invoices is canceled, refunded and changed once more. */
const goingOnAfterChange: Draw = (world, client, random) => {
	const subscriptions = client.subscriptions.filter(
		({ rebilled, endedOn }) => rebilled.length > 0 && endedOn === null
	);
	if (subscriptions.length === 0) return changingPlan(world, client, random);
	const invoices = client.invoices.filter(
		({ subscription }) => subscription && subscriptions.includes(subscription)
	);
	const draw = random.pick([
		...[voiding, voiding, refunding, changingPlan, changingPlan],
		...[pausing, seldom(canceling)]
	]);
	return draw(world, { ...client, subscriptions, invoices }, random);
};

/** Of days that stand on no invoice yet. */
const stoppingUnbilled: Draw = (world, client, random) => {
	const subscriptions = client.subscriptions.filter(
		({ status, nextOn }) => status === 'active' && nextOn < world.today
	);
	const draw = random.pick([adjusting, adjusting, pausing, changingPlan, changingPlan]);
	return draw(world, { ...client, subscriptions }, random);
};

const repertoire: Draw[] = [
	...Array.from({ length: 14 }, () => paying),
	...[arriving, reversing, reversing, refunding, voiding, movingDueDate, trusting, billingByHand],
	...[crediting, usingCredit, holding, adjusting, changingPlan, changingPlan, changingPlanLater],
	...[aligning, pausing, resuming, resuming, resuming, seldom(cancelingLater), seldom(canceling)],
	...[undoing, stoppingUnbilled, stoppingUnbilled, stoppingUnbilled],
	...Array.from({ length: 6 }, () => goingOnAfterChange)
];
