import { coalesce } from '#lib/realtime/coalesce.ts';
import { listenToChanges } from '#lib/realtime/live-account.svelte.ts';
import { readAgain } from '#lib/realtime/read-again.ts';

const gatherMs = 120;

/** What the pages of one client depend on. */
export function clientDependency(clientId: string): `${string}:${string}` {
	return `client:${clientId}`;
}

/**
 * Reads the pages of a client again when something about it changed, and only then.
 * @param invoiceIds its invoices: mails are announced under those
 * @returns stops following
 */
export function followClient(clientId: string, invoiceIds: () => string[]): () => void {
	const changes = coalesce<string>(() => readAgain(clientDependency(clientId)), gatherMs);
	const stop = listenToChanges((change) => {
		const isOurs =
			!change ||
			change.client_id === clientId ||
			(!!change.invoice_id && invoiceIds().includes(change.invoice_id));
		if (isOurs) changes.add(clientId);
	});
	return () => {
		stop();
		changes.cancel();
	};
}
