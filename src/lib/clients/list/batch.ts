export const batchKinds = ['archive', 'restore', 'suspend', 'resume'] as const;
export type BatchKind = (typeof batchKinds)[number];

/** A change to many clients, step by step; instants are ISO 8601. */
export interface Batch {
	id: string;
	kind: BatchKind;
	state: 'running' | 'done' | 'canceled' | 'undoing' | 'undone';
	/** How many clients it is about, and how many of them were looked at. */
	total: number;
	done: number;
	/** Of those, how many are otherwise than before, and how many were so already. */
	changed: number;
	skipped: number;
	/** How many were put back. */
	undone: number;
	createdAt: string;
	finishedAt: string | null;
	startedBy: string | null;
}

/** A batch as the database writes it. */
export interface StoredBatch {
	id: string;
	kind: BatchKind;
	state: Batch['state'];
	total: number;
	done: number;
	changed: number;
	skipped: number;
	undone: number;
	created_at: string;
	finished_at: string | null;
	started_by: string | null;
}

/** Which clients: these, or all that the list's query lets through. */
export type BatchTarget = { ids: string[] } | { query: string };

/** What the page asks of `clients/batches`. */
export type BatchRequest =
	| { step: 'start'; id: string; kind: BatchKind; target: BatchTarget; note?: string | undefined }
	| { step: 'advance' | 'undo' | 'cancel'; id: string };

export function batchOf(stored: StoredBatch): Batch {
	return {
		id: stored.id,
		kind: stored.kind,
		state: stored.state,
		total: stored.total,
		done: stored.done,
		changed: stored.changed,
		skipped: stored.skipped,
		undone: stored.undone,
		createdAt: stored.created_at,
		finishedAt: stored.finished_at,
		startedBy: stored.started_by
	};
}

/** Whether there are steps left to take. */
export function isUnderWay(batch: Pick<Batch, 'state'>): boolean {
	return batch.state === 'running' || batch.state === 'undoing';
}

/** Whether its changes can be taken back now. */
export function canUndo(batch: Pick<Batch, 'state' | 'changed'>): boolean {
	return (batch.state === 'done' || batch.state === 'canceled') && batch.changed > 0;
}
