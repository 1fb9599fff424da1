import {
	GatewayError,
	type ChargeFact,
	type ChargeOrder,
	type Gateway
} from '../_shared/gateway/port.ts';
import type { Learned, WantedCharge } from './command.ts';

/**
 * Brings the provider to what is wanted of one charge, whatever an earlier try has already done there.
 * @returns what the provider has now; `version` only when it is what was wanted
 * @throws GatewayError
 */
export async function syncCharge(gateway: Gateway, wanted: WantedCharge): Promise<Learned> {
	const found = await findCharge(gateway, wanted);
	const [charge, ...more] = found;
	if (!wanted.is_wanted) return removeAll(gateway, wanted, found);
	if (!charge) return createCharge(gateway, wanted);
	// What was paid, or removed there, is not ours to change: the books hear of it.
	if (charge.deleted || charge.state !== 'open') return { version: wanted.version, facts: found };
	if (isAsWanted(charge, wanted) && wanted.provider_charge_id === null)
		return { ...(await asAsked(gateway, wanted, charge)), facts: [charge, ...more] };
	const changed = await gateway.changeCharge(charge.charge, orderOf(wanted));
	return { ...(await asAsked(gateway, wanted, changed)), facts: [changed, ...more] };
}

/** @throws GatewayError */
export async function refundCharge(gateway: Gateway, wanted: WantedCharge): Promise<Learned> {
	if (!wanted.provider_charge_id) return {};
	const reason = `Fatura ${wanted.invoice_number}`;
	const fact = await gateway.refundCharge(wanted.provider_charge_id, wanted.refund_cents, reason);
	return { facts: [fact] };
}

/**
 * Pays a charge with the card that the provider keeps. A refused card is an answer, not a failure of the command.
 * @throws GatewayError
 */
export async function payByCard(gateway: Gateway, wanted: WantedCharge): Promise<Learned> {
	const { provider_charge_id: id, card_token: token } = wanted;
	if (!id || !token) return {};
	const charge = await gateway.readCharge(id);
	// Paid meanwhile, perhaps by a try whose answer was lost.
	if (!charge || charge.deleted || charge.state !== 'open')
		return { facts: charge ? [charge] : [] };
	try {
		return { facts: [await gateway.payByCard(id, token, ourAddress)] };
	} catch (error) {
		if (!(error instanceof GatewayError) || error.failure !== 'refused') throw error;
		return { card_refused: error.message };
	}
}

/** Nobody sits at a browser when a card is charged by agreement. */
const ourAddress = '127.0.0.1';

async function findCharge(gateway: Gateway, wanted: WantedCharge): Promise<ChargeFact[]> {
	// Looked for by our reference even at the first try: a charge that was made and not reported is the rule after a crash.
	if (wanted.provider_charge_id === null) return gateway.findCharges(wanted.charge_id);
	const charge = await gateway.readCharge(wanted.provider_charge_id);
	return charge ? [charge] : [];
}

async function createCharge(gateway: Gateway, wanted: WantedCharge): Promise<Learned> {
	const { known_id, ...customer } = wanted.customer;
	const customerId = await gateway.keepCustomer({ ...customer, knownId: known_id });
	const made = await gateway.createCharge({
		...orderOf(wanted),
		customerId,
		reference: wanted.charge_id
	});
	return { ...(await asAsked(gateway, wanted, made)), customer_id: customerId, facts: [made] };
}

async function removeAll(
	gateway: Gateway,
	wanted: WantedCharge,
	found: ChargeFact[]
): Promise<Learned> {
	const facts: ChargeFact[] = [];
	for (const charge of found) {
		if (charge.deleted || charge.state !== 'open') {
			facts.push(charge);
			continue;
		}
		await gateway.cancelCharge(charge.charge);
		facts.push((await gateway.readCharge(charge.charge)) ?? { ...charge, deleted: true });
	}
	return { version: wanted.version, facts };
}

async function asAsked(
	gateway: Gateway,
	wanted: WantedCharge,
	charge: ChargeFact
): Promise<Learned> {
	const codes = await gateway.readPaymentCodes(charge);
	return {
		version: wanted.version,
		amount_cents: wanted.amount_cents,
		due_on: wanted.due_on,
		fine_bps: wanted.fine_bps,
		interest_bps: wanted.interest_bps,
		pix_code: codes.pixCode,
		boleto_line: codes.boletoLine
	};
}

function orderOf(wanted: WantedCharge): Omit<ChargeOrder, 'customerId' | 'reference'> {
	return {
		method: wanted.method,
		amountCents: wanted.amount_cents,
		dueOn: wanted.due_on,
		description: `Fatura ${wanted.invoice_number}`,
		fineBps: wanted.fine_bps,
		interestBps: wanted.interest_bps
	};
}

function isAsWanted(charge: ChargeFact, wanted: WantedCharge): boolean {
	return (
		charge.amount_cents === wanted.amount_cents &&
		charge.due_on === wanted.due_on &&
		charge.method === wanted.method
	);
}
