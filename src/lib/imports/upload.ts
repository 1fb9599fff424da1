import { m } from '#lib/paraglide/messages.js';
import type { Mapping } from './import-fields.ts';
import type { FilePreview } from './preview.server.ts';
import type { StagingNews } from './stage-file.server.ts';

/** A refusal in the words of the server. */
export class UploadRefused extends Error {}

/** @throws UploadRefused */
export async function readFile(path: string, file: File): Promise<FilePreview> {
	const form = new FormData();
	form.set('file', file);
	const response = await send(`${path}/read`, form);
	return (await response.json()) as FilePreview;
}

export interface StagePlan {
	id: string;
	mapping: Mapping;
	matchEmail: boolean;
}

/**
 * Sends the file to be staged and tells how many rows are, until all have been looked through.
 * @throws UploadRefused
 */
export async function stageFile(
	path: string,
	file: File,
	plan: StagePlan,
	onStaged: (rows: number) => void,
	signal: AbortSignal
): Promise<void> {
	const form = new FormData();
	form.set('plan', JSON.stringify(plan));
	form.set('file', file);
	const response = await send(`${path}/stage`, form, signal);
	let isChecked = false;
	for await (const news of linesOf(response)) {
		if ('error' in news) throw new UploadRefused(news.error);
		if ('staged' in news) onStaged(news.staged);
		isChecked ||= 'checked' in news;
	}
	// An answer that broke off is no answer.
	if (!isChecked) throw new UploadRefused(m.imports_upload_failed());
}

async function send(path: string, body: FormData, signal?: AbortSignal): Promise<Response> {
	const response = await fetch(path, {
		method: 'POST',
		body,
		headers: { accept: 'application/json' },
		...(signal && { signal })
	}).catch((error: unknown) => {
		// A file that changed on the disk since it was chosen cannot be read any more.
		throw signal?.aborted ? error : new UploadRefused(m.imports_upload_failed());
	});
	if (response.ok) return response;
	const refusal = (await response.json().catch(() => null)) as { message?: string } | null;
	throw new UploadRefused(refusal?.message ?? m.imports_upload_failed());
}

async function* linesOf(response: Response): AsyncGenerator<StagingNews, void> {
	let rest = '';
	const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
	for (;;) {
		const { value, done } = await reader.read();
		if (done) return;
		const lines = (rest + value).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) yield JSON.parse(line) as StagingNews;
	}
}
