import { newUuid } from '#lib/format/uuid.ts';
import { m } from '#lib/paraglide/messages.js';
import { readAgain } from '#lib/realtime/read-again.ts';
import { toast } from '#lib/ui/toast.ts';
import { clientDependency } from '../follow-client.ts';
import type { Batch, BatchKind, BatchRequest } from '../list/batch.ts';
import { batchesPath } from './paths.ts';

interface Subject {
	reseller: string;
	clientId: string;
	/** What the client is called. */
	name: string;
}

const doneTexts: Record<BatchKind, (words: { name: string }) => string> = {
	archive: m.client_page_done_archive,
	restore: m.client_page_done_restore,
	suspend: m.client_page_done_suspend,
	resume: m.client_page_done_resume
};

/**
 * Archives, restores, suspends or reactivates one client, says so, and offers the way back.
 * @param note why, for a suspension
 * @returns whether it was done; what went wrong has been said
 */
export async function changeState(
	subject: Subject,
	kind: BatchKind,
	note?: string
): Promise<boolean> {
	const { reseller, clientId, name } = subject;
	const id = newUuid();
	const target = { ids: [clientId] };
	const batch = await ask(reseller, { step: 'start', id, kind, target, ...(note && { note }) });
	if (!batch) return false;
	await readAgain(clientDependency(clientId));
	if (batch.changed === 0) toast.info(m.client_page_unchanged({ name }));
	else
		toast.success(doneTexts[kind]({ name }), {
			undo: { label: m.client_page_undo(), onclick: () => void takeBack(subject, id) }
		});
	return true;
}

async function takeBack({ reseller, clientId }: Subject, id: string): Promise<void> {
	if (!(await ask(reseller, { step: 'undo', id }))) return;
	await readAgain(clientDependency(clientId));
	toast.success(m.client_page_undone());
}

/** @returns null when it was refused or did not arrive, which has been said then */
async function ask(reseller: string, request: BatchRequest): Promise<Batch | null> {
	try {
		const response = await fetch(batchesPath(reseller), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(request)
		});
		if (response.ok) return await response.json();
		const { message } = (await response.json()) as App.Error;
		toast.error(message);
	} catch {
		toast.error(m.client_page_failed());
	}
	return null;
}
