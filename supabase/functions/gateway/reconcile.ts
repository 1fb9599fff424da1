import type { ChargeFact, Gateway } from '../_shared/gateway/port.ts';
import type { RestCall } from '../_shared/rest-call.ts';
import type { WantedReconcile } from './command.ts';

/** Enough for a busy month; what is beyond is asked of one by one, or next time. */
const mostPages = 20;

/**
 * Asks how charges stand: those paid and those made since a day by list, the unsettled ones that no list had one by one.
 * @throws GatewayError
 */
export async function reconcile(
	gateway: Gateway,
	accountId: string,
	{ since_on, charges }: WantedReconcile,
	call: RestCall
): Promise<void> {
	const seen = new Set<string>();
	const report = async (facts: ChargeFact[], missing: string[] = []) => {
		for (const { charge } of facts) seen.add(charge);
		if (facts.length + missing.length > 0)
			await call('report_gateway_charges', { account_id: accountId, facts, missing });
	};
	for (const since of [{ paidOn: since_on }, { madeOn: since_on }]) {
		let offset: number | null = 0;
		for (let page = 0; page < mostPages && offset !== null; page++) {
			const found = await gateway.listCharges(since, offset);
			await report(found.charges.filter(({ charge }) => !seen.has(charge)));
			offset = found.next;
		}
	}
	for (const id of charges.filter((charge) => !seen.has(charge))) {
		const charge = await gateway.readCharge(id);
		await report(charge ? [charge] : [], charge ? [] : [id]);
	}
}
