import {
	isUnderWay,
	type Batch,
	type BatchKind,
	type BatchRequest,
	type BatchTarget
} from './batch.ts';

interface Options {
	send: (request: BatchRequest) => Promise<Batch>;
	newId: () => string;
	/** Waits before a step is tried again. */
	pause: (milliseconds: number) => Promise<void>;
}

const triesPerStep = 4;
const firstPauseMs = 400;

/** Walks changes to many clients to their end, one step after the other. One at a time. */
export class BatchRunner {
	#options: Options;
	/** What is under way. */
	batch = $state.raw<Batch | null>(null);

	constructor(options: Options) {
		this.#options = options;
	}

	/** @returns the batch as it ended: done, or canceled */
	start(kind: BatchKind, target: BatchTarget, note?: string): Promise<Batch> {
		return this.#walk({ step: 'start', id: this.#options.newId(), kind, target, note });
	}

	/** @returns the batch undone */
	undo(id: string): Promise<Batch> {
		return this.#walk({ step: 'undo', id });
	}

	/** Goes on with one that was left under way: a closed tab, a lost connection. */
	resume(id: string): Promise<Batch> {
		return this.#walk({ step: 'advance', id });
	}

	/** What was changed so far stays, and can be undone. */
	async cancel(): Promise<void> {
		const id = this.batch?.id;
		if (id) this.batch = await this.#options.send({ step: 'cancel', id });
	}

	async #walk(first: BatchRequest): Promise<Batch> {
		try {
			let batch = await this.#take(first);
			while (isUnderWay(batch)) {
				this.batch = batch;
				batch = await this.#take({ step: 'advance', id: batch.id });
			}
			return batch;
		} finally {
			this.batch = null;
		}
	}

	/** Every step may be repeated: the database knows what is done. */
	async #take(request: BatchRequest): Promise<Batch> {
		for (let tries = 1; ; tries++) {
			try {
				return await this.#options.send(request);
			} catch (error) {
				const status = (error as { status?: number }).status ?? 0;
				if (tries === triesPerStep || (status >= 400 && status < 500)) throw error;
				await this.#options.pause(firstPauseMs * 2 ** (tries - 1));
			}
		}
	}
}
