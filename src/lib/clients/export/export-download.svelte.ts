import { totalHeader, type ClientExport } from './export.ts';
import { fileNameOf } from './save-file.ts';

export type DownloadState = 'preparing' | 'running' | 'done' | 'canceled' | 'failed';

interface Options {
	/** Where exports begin; `<path>/<id>` tells how far one has come. */
	path: string;
	/** Of the list's address. */
	query: string;
	/** Only these clients. */
	ids?: readonly string[] | undefined;
	newId: () => string;
	save: (content: Blob, name: string) => void;
	/** Waits before looking again how far it has come. */
	pause: () => Promise<void>;
}

/** An export of clients as the page sees it: asked for, on its way, saved. Can be started again when it failed. */
export class ExportDownload {
	#options: Options;
	#stop = new AbortController();
	state = $state<DownloadState>('preparing');
	/** Clients that are in the file, and that it will hold; null before the server has counted. */
	done = $state(0);
	total = $state<number | null>(null);
	/** Why it failed, in words for people; empty when the connection broke. */
	failure = $state('');

	constructor(options: Options) {
		this.#options = options;
	}

	/** Resolves when the file is saved, canceled or has failed. */
	async run(): Promise<void> {
		this.#stop = new AbortController();
		const { signal } = this.#stop;
		[this.state, this.done, this.total, this.failure] = ['preparing', 0, null, ''];
		try {
			const id = this.#options.newId();
			const response = await this.#ask(id, signal);
			if (!response.ok) return this.#fail(await messageOf(response));
			this.total = Number(response.headers.get(totalHeader));
			this.state = 'running';
			void this.#follow(id, signal);
			const content = await response.blob();
			this.done = this.total;
			this.state = 'done';
			const name = fileNameOf(response.headers.get('content-disposition'));
			this.#options.save(content, name ?? 'clients.xlsx');
		} catch {
			if (!signal.aborted) this.#fail('');
		} finally {
			this.#stop.abort();
		}
	}

	/** The server notices that nobody reads any more. */
	cancel(): void {
		if (this.state !== 'preparing' && this.state !== 'running') return;
		this.state = 'canceled';
		this.#stop.abort();
	}

	#fail(message: string): void {
		this.state = 'failed';
		this.failure = message;
	}

	#ask(id: string, signal: AbortSignal): Promise<Response> {
		const { path, query, ids } = this.#options;
		return fetch(path, {
			method: 'POST',
			body: JSON.stringify({ id, query, ...(ids && { ids }) }),
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			signal
		});
	}

	/** Figures for the eye: one that cannot be had is left out. */
	async #follow(id: string, signal: AbortSignal): Promise<void> {
		while (this.state === 'running') {
			await this.#options.pause();
			const response = await fetch(`${this.#options.path}/${id}`, { signal }).catch(() => null);
			if (!response?.ok || this.state !== 'running') continue;
			const { done } = (await response.json()) as ClientExport;
			this.done = Math.max(this.done, done);
		}
	}
}

/** @returns what the server says of its refusal; empty when it is not ours that answered */
async function messageOf(response: Response): Promise<string> {
	const refusal = (await response.json().catch(() => ({}))) as { message?: string };
	return refusal.message ?? '';
}
