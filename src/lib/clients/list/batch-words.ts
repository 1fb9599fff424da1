import { m } from '#lib/paraglide/messages.js';
import { figures } from '../client-count.ts';
import type { Batch, BatchKind } from './batch.ts';

/** "12 clientes arquivados" */
export function doneText({ kind, changed }: Pick<Batch, 'kind' | 'changed'>): string {
	return doneWords[kind]({ count: changed, figures: figures(changed) });
}

/** "Arquivando… 500 de 1.200" */
export function progressText({ kind, state, done, total, changed, undone }: Batch): string {
	const [at, of] = state === 'undoing' ? [undone, changed] : [done, total];
	const progress = { done: figures(at), total: figures(of) };
	return state === 'undoing' ? m.client_list_undoing(progress) : doingWords[kind](progress);
}

const doneWords: Record<BatchKind, (counted: { count: number; figures: string }) => string> = {
	archive: m.client_list_done_archive,
	restore: m.client_list_done_restore,
	suspend: m.client_list_done_suspend,
	resume: m.client_list_done_resume
};
const doingWords: Record<BatchKind, (progress: { done: string; total: string }) => string> = {
	archive: m.client_list_doing_archive,
	restore: m.client_list_doing_restore,
	suspend: m.client_list_doing_suspend,
	resume: m.client_list_doing_resume
};
