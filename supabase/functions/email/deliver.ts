import type { SendMailOptions } from 'nodemailer';
import { renderMail } from '../_shared/mail/render.ts';
import { isAddress } from './address.ts';
import { composeMessage } from './message.ts';
import type { LeasedMail, Outbox, Outcome } from './outbox.ts';
import { outcomeOfFailure } from './smtp-outcome.ts';
import type { SendMessage } from './smtp.ts';

export interface Tally {
	sent: number;
	retried: number;
	parked: number;
}

export interface Delivery {
	outbox: Outbox;
	send: SendMessage;
	mailFrom: string;
	now?: () => number;
}

/**
 * One call lasts at most about 47 s: 15 taking, 4 for the last take, 20 to send it, 8 to report. Hosted functions also
 * have 2 s of processor time per call, which the number of mails keeps (some 20 ms each). What is left waits for the next sweep.
 */
export const limits = { takingMs: 15_000, sendingMs: 20_000, workers: 4, mails: 50 };

/**
 * Sends what is due, a few at a time, until nothing is. One mail that cannot be written or sent never holds up another.
 * @throws Error when the outbox cannot be read; what was leased by then comes back when its lease runs out
 */
export async function deliverDueMails(delivery: Delivery): Promise<Tally> {
	const { outbox, now = Date.now } = delivery;
	const started = now();
	const tally: Tally = { sent: 0, retried: 0, parked: 0 };
	const workers: Promise<unknown>[] = [];
	const failures: unknown[] = [];
	let taken = 0;

	function startWorker(): void {
		workers.push(work().catch((error) => failures.push(error)));
	}

	async function work(): Promise<void> {
		while (now() - started < limits.takingMs && taken < limits.mails) {
			taken++;
			const mail = await outbox.take();
			if (!mail) return;
			// Who found work calls for help, so an empty outbox costs a single question.
			if (workers.length < limits.workers) startWorker();
			count(tally, await deliver(mail, delivery));
		}
	}

	startWorker();
	for (const worker of workers) await worker;
	if (failures.length > 0) throw failures[0];
	return tally;
}

async function deliver(mail: LeasedMail, { outbox, send, mailFrom }: Delivery): Promise<Outcome> {
	const outcome = await attempt(mail, send, mailFrom);
	// The reason goes to the outbox only: servers quote the address in it, which has no place in a log.
	if (outcome.kind !== 'sent') console.error(`mail ${mail.id}: ${outcome.kind}`);
	try {
		if (!(await outbox.finish(mail, outcome))) console.error(`mail ${mail.id}: the lease was lost`);
	} catch (error) {
		// Nobody may touch the mail until its lease runs out; then it is sent again under the same Message-ID.
		console.error(`mail ${mail.id}: ${outcome.kind}, but not reported:`, error);
	}
	return outcome;
}

async function attempt(mail: LeasedMail, send: SendMessage, mailFrom: string): Promise<Outcome> {
	if (!isAddress(mail.recipient)) return { kind: 'park', error: 'the recipient is not an address' };
	let message: SendMailOptions;
	try {
		message = composeMessage(mail, await renderMail(mail.template, mail.data), mailFrom);
	} catch (error) {
		// A mistake of ours: the mail is good once we are, so it must not be lost.
		return { kind: 'retry', error: `template ${mail.template}: ${String(error)}` };
	}
	try {
		await send(message);
		return { kind: 'sent' };
	} catch (error) {
		return outcomeOfFailure(error);
	}
}

function count(tally: Tally, { kind }: Outcome): void {
	if (kind === 'sent') tally.sent++;
	if (kind === 'retry') tally.retried++;
	if (kind === 'park') tally.parked++;
}
