import { afterEach, expect, test, vi } from 'vitest';
import { ExportDownload } from './export-download.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = () =>
	new Response('file', {
		headers: {
			'x-export-total': '3',
			'content-disposition': 'attachment; filename="clientes-veloz-2026-11-22.xlsx"'
		}
	});

function downloadWith(server: (path: string, init: RequestInit) => Promise<Response>) {
	vi.stubGlobal('fetch', vi.fn(server));
	const save = vi.fn();
	const download = new ExportDownload({
		path: '/export',
		query: 'q=a',
		ids: ['1', '2'],
		newId: () => 'the-id',
		save,
		pause: () => new Promise((settle) => setTimeout(settle))
	});
	return { download, save };
}

test('asks under its id, follows how far it has come, and saves under the name it was given', async () => {
	const asked: string[] = [];
	let finish: (() => void) | undefined;
	const { download, save } = downloadWith(async (path, init) => {
		if (path === '/export/the-id') return Response.json({ done: 2, total: 3, state: 'running' });
		asked.push(String(init.body));
		const response = answer();
		vi.spyOn(response, 'blob').mockReturnValue(
			new Promise((settle) => (finish = () => settle(new Blob(['file']))))
		);
		return response;
	});
	const over = download.run();
	await vi.waitFor(() => expect(download.done).toBe(2));
	expect(download.state).toBe('running');
	finish?.();
	await over;
	expect(asked).toEqual(['{"id":"the-id","query":"q=a","ids":["1","2"]}']);
	expect([download.state, download.done, download.total]).toEqual(['done', 3, 3]);
	expect(save).toHaveBeenCalledExactlyOnceWith(expect.any(Blob), 'clientes-veloz-2026-11-22.xlsx');
});

test('a refusal is told in its own words, and can be tried again', async () => {
	const answers = [Response.json({ message: 'Sem permissão.' }, { status: 403 }), answer()];
	const { download, save } = downloadWith(async (path) =>
		path === '/export' ? answers.shift()! : Response.json({ done: 0 })
	);
	await download.run();
	expect([download.state, download.failure]).toEqual(['failed', 'Sem permissão.']);
	expect(save).not.toHaveBeenCalled();
	await download.run();
	expect([download.state, download.failure]).toEqual(['done', '']);
});

test('a connection that breaks on the way is a failure', async () => {
	const { download, save } = downloadWith(async (path) => {
		if (path !== '/export') return Response.json({ done: 0 });
		const response = answer();
		vi.spyOn(response, 'blob').mockRejectedValue(new TypeError('network error'));
		return response;
	});
	await download.run();
	expect([download.state, download.failure]).toEqual(['failed', '']);
	expect(save).not.toHaveBeenCalled();
});

test('canceled, it asks the server no more and saves nothing', async () => {
	const { download, save } = downloadWith(
		(_, { signal }) =>
			new Promise((_settle, reject) =>
				signal!.addEventListener('abort', () => reject(signal!.reason))
			)
	);
	const over = download.run();
	download.cancel();
	await over;
	expect(download.state).toBe('canceled');
	expect(save).not.toHaveBeenCalled();
});
