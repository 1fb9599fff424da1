import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { inlineWorkers } from './inline-workers.ts';

type Transform = (
	this: { addWatchFile(file: string): void },
	code: string,
	id: string
) => Promise<{ code: string } | undefined>;

const { handler: transform } = inlineWorkers().transform as { handler: Transform };

test('a worker of the built app stands in its address, with all that it imports', async () => {
	const id = resolve('src/lib/spreadsheet/write-workbook.server.ts');
	const watched: string[] = [];
	const built = await transform.call(
		{ addWatchFile: (file) => watched.push(file) },
		readFileSync(id, 'utf8'),
		id
	);
	expect(watched).toContain(resolve('src/lib/spreadsheet/writer/sheet-xml.ts'));
	expect(built?.code).not.toContain("new URL('.");
	const address = /new URL\('(data:[^']+)'\)/.exec(built!.code)![1]!;
	const worker = new Worker(new URL(address), {
		workerData: { sheetName: 'a', columns: [{ header: 'b', kind: 'text' }] }
	});
	worker.postMessage('end');
	const [file] = (await once(worker, 'message')) as [Uint8Array];
	await worker.terminate();
	expect(Buffer.from(file.subarray(0, 2)).toString()).toBe('PK');
});

test('other addresses stay as they are', async () => {
	const code = "new URL('./a.png', import.meta.url)";
	const built = await transform.call({ addWatchFile() {} }, code, '/a.ts');
	expect(built?.code).toBe(code);
});
