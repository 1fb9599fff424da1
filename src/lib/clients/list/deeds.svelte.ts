import { newUuid } from '#lib/format/uuid.ts';
import { m } from '#lib/paraglide/messages.js';
import { toast } from '#lib/ui/toast.ts';
import { clientListEndpoint } from './list-paths.ts';
import { failureText, send } from './api.ts';
import { BatchRunner } from './batch-runner.svelte.ts';
import { doneText } from './batch-words.ts';
import { canUndo, type Batch, type BatchKind, type BatchTarget } from './batch.ts';

interface Options {
	reseller: () => string;
	/** Something was changed, or put back. */
	onchanged: () => void;
}

/** Changes the state of clients for the person at the page: says how it went, and offers to take it back. */
export class Deeds {
	#options: Options;
	readonly runner: BatchRunner;

	constructor(options: Options) {
		this.#options = options;
		this.runner = new BatchRunner({
			send: (request) => send<Batch>(clientListEndpoint(options.reseller(), 'batches'), request),
			newId: newUuid,
			pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
		});
	}

	/** @returns whether it was carried out, wholly or in part */
	change(kind: BatchKind, target: BatchTarget): Promise<boolean> {
		return this.#tell(() => this.runner.start(kind, target));
	}

	resume(id: string): Promise<boolean> {
		return this.#tell(() => this.runner.resume(id));
	}

	undo(id: string): Promise<boolean> {
		return this.#tell(() => this.runner.undo(id));
	}

	async #tell(work: () => Promise<Batch>): Promise<boolean> {
		if (this.runner.batch) return false;
		try {
			this.#say(await work());
			return true;
		} catch (error) {
			toast.error(failureText(error), { description: m.client_list_batch_failed_hint() });
			return false;
		} finally {
			this.#options.onchanged();
		}
	}

	#say(batch: Batch): void {
		if (batch.state === 'undone') return void toast.success(m.client_list_undone());
		const description = batch.skipped ? m.client_list_skipped({ count: batch.skipped }) : undefined;
		toast.success(doneText(batch), {
			...(description && { description }),
			...(canUndo(batch) && {
				undo: { label: m.client_list_undo(), onclick: () => void this.undo(batch.id) }
			})
		});
	}
}
