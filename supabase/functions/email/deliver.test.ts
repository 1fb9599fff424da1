import { expect, test, vi } from 'vitest';
import { deliverDueMails, limits } from './deliver.ts';
import type { LeasedMail, Outbox, Outcome } from './outbox.ts';
import { signInCodeData } from './testing/samples.ts';

test('never has more mails on the way than it has workers, and uses them all', async () => {
	let underWay = 0;
	let most = 0;
	const { outbox } = outboxWith(20);
	const tally = await deliverDueMails({
		outbox,
		mailFrom: 'a@b.example',
		send: async () => {
			most = Math.max(most, ++underWay);
			await new Promise((resolve) => setImmediate(resolve));
			underWay--;
		}
	});

	expect(tally).toEqual({ sent: 20, retried: 0, parked: 0 });
	expect(most).toBe(limits.workers);
});

test('an empty outbox is asked once', async () => {
	const { outbox, take } = outboxWith(0);
	await deliverDueMails({ outbox, send: async () => {}, mailFrom: 'a@b.example' });
	expect(take).toHaveBeenCalledTimes(1);
});

test('leaves to the next sweep what is more than one call may do', async () => {
	const { outbox } = outboxWith(limits.mails + 10);
	const tally = await deliverDueMails({ outbox, send: async () => {}, mailFrom: 'a@b.example' });
	expect(tally.sent).toBe(limits.mails);
});

test('takes nothing more once its time is over', async () => {
	let clock = 0;
	const { outbox } = outboxWith(20);
	const tally = await deliverDueMails({
		outbox,
		mailFrom: 'a@b.example',
		now: () => clock,
		send: async () => {
			clock += limits.takingMs;
		}
	});
	expect(tally.sent).toBeGreaterThan(0);
	expect(tally.sent).toBeLessThanOrEqual(limits.workers);
});

test('an outbox that cannot be read is an error, but what is on the way is finished first', async () => {
	const { outbox, finished } = outboxWith(1, new Error('the database is away'));
	const delivery = deliverDueMails({ outbox, send: async () => {}, mailFrom: 'a@b.example' });

	await expect(delivery).rejects.toThrow('the database is away');
	expect(finished).toEqual([{ kind: 'sent' }]);
});

/** Gives out so many mails, then nothing, or the failure. */
function outboxWith(mails: number, failure?: Error) {
	let left = mails;
	const finished: Outcome[] = [];
	const take = vi.fn(async (): Promise<LeasedMail | null> => {
		if (left === 0 && failure) throw failure;
		if (left === 0) return null;
		left--;
		return {
			id: `mail-${left}`,
			lease: `lease-${left}`,
			template: 'sign_in_code',
			recipient: 'ana@client.example',
			attempts: 1,
			data: signInCodeData
		};
	});
	const outbox: Outbox = {
		take,
		async finish(_mail, outcome) {
			finished.push(outcome);
			return true;
		}
	};
	return { outbox, take, finished };
}
