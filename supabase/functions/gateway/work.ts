import { GatewayError, type Gateway } from '../_shared/gateway/port.ts';
import type { ProviderAccount } from '../_shared/gateway/providers.ts';
import type { RestCall } from '../_shared/rest-call.ts';
import { payByCard, refundCharge, syncCharge } from './charges.ts';
import type { Command, Learned, WantedCharge, WantedReconcile, WantedWebhook } from './command.ts';
import { reconcile } from './reconcile.ts';

export interface Tally {
	events: number;
	done: number;
	retried: number;
	parked: number;
}

export interface Work {
	call: RestCall;
	gatewayOf(account: ProviderAccount): Gateway;
	now?: () => number;
}

interface Outcome {
	kind: 'sent' | 'retry' | 'park';
	error?: string;
	retrySeconds?: number | null;
	learned?: Learned;
}

const finishTries = 3;
/** A call lasts at most about a minute: what is left waits for the next wake-up. */
export const limits = { takingMs: 20_000, workers: 4, leaseSeconds: 120 };

/**
 * Processes what webhooks brought, then carries out commands, a few at a time. One that fails never holds up another.
 * @throws Error when the database cannot be asked
 */
export async function doWhatIsDue(work: Work): Promise<Tally> {
	const { call, now = Date.now } = work;
	const started = now();
	const tally: Tally = { events: 0, done: 0, retried: 0, parked: 0 };
	const hasTime = () => now() - started < limits.takingMs;

	// One transaction each: two workers at the same charges never wait for each other in a circle.
	while (hasTime() && (await call<number>('process_gateway_events', { how_many: 1 })) > 0)
		tally.events++;

	const workers: Promise<unknown>[] = [];
	const failures: unknown[] = [];
	const startWorker = () => void workers.push(carryOut().catch((error) => failures.push(error)));
	async function carryOut(): Promise<void> {
		while (hasTime()) {
			const command = await call<Command | null>('take_gateway_command', {
				lease_seconds: limits.leaseSeconds
			});
			if (!command) return;
			// Who found work calls for help, so an empty outbox costs a single question.
			if (workers.length < limits.workers) startWorker();
			count(tally, await attempt(command, work));
		}
	}
	startWorker();
	for (const worker of workers) await worker;
	if (failures.length > 0) throw failures[0];
	return tally;
}

async function attempt(command: Command, { call, gatewayOf }: Work): Promise<Outcome> {
	const outcome = await outcomeOf(command, gatewayOf, call);
	if (outcome.kind !== 'sent') console.error(`command ${command.id}: ${outcome.kind}`);
	for (let left = finishTries - 1; ; left--) {
		try {
			await call('finish_gateway_command', {
				id: command.id,
				lease: command.lease,
				outcome: outcome.kind,
				error: outcome.error ?? null,
				retry_seconds: outcome.retrySeconds ?? null,
				result: outcome.learned ?? null
			});
			return outcome;
		} catch (error) {
			// Else its lease runs out, and it is done again: every command may be.
			if (left > 0) continue;
			console.error(`command ${command.id}: ${outcome.kind}, but not reported:`, error);
			return outcome;
		}
	}
}

async function outcomeOf(
	command: Command,
	gatewayOf: Work['gatewayOf'],
	call: RestCall
): Promise<Outcome> {
	try {
		return { kind: 'sent', learned: await carryOut(command, gatewayOf(command.account), call) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const learned = command.name === 'connect' ? { error: reason } : undefined;
		if (!(error instanceof GatewayError)) return { kind: 'retry', error: reason, learned };
		// A wrong key or an outage may be mended; what the provider does not take stays as it is until somebody looks.
		const kind = error.failure === 'refused' || command.name === 'connect' ? 'park' : 'retry';
		return { kind, error: reason, retrySeconds: error.retryAfterSeconds, learned };
	}
}

async function carryOut(command: Command, gateway: Gateway, call: RestCall): Promise<Learned> {
	if (command.name === 'reconcile') {
		await reconcile(gateway, command.account_id, command.data as WantedReconcile, call);
		return {};
	}
	if (command.name === 'connect') return connect(gateway, command.data as WantedWebhook);
	const wanted = command.data as WantedCharge;
	if (command.name === 'pay_by_card') return payByCard(gateway, wanted);
	return command.name === 'refund_charge'
		? refundCharge(gateway, wanted)
		: syncCharge(gateway, wanted);
}

async function connect(gateway: Gateway, wanted: WantedWebhook): Promise<Learned> {
	await gateway.check();
	if (wanted.webhook_token !== null)
		await gateway.registerWebhook({
			url: wanted.webhook_url,
			token: wanted.webhook_token,
			email: wanted.email ?? ''
		});
	return {};
}

function count(tally: Tally, { kind }: Outcome): void {
	if (kind === 'sent') tally.done++;
	if (kind === 'retry') tally.retried++;
	if (kind === 'park') tally.parked++;
}
