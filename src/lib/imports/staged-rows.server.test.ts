import { expect, test, vi } from 'vitest';
import { openSheet } from '#lib/spreadsheet/read-sheet.server.ts';
import { guessMapping } from './guess-mapping.ts';
import type { StagedRow } from './read-row.ts';
import { stagedRows } from './staged-rows.server.ts';

// From its sources the worker reads every message as a file of its own.
vi.setConfig({ testTimeout: 60_000 });

async function read(text: string, locale = 'pt-BR'): Promise<StagedRow[]> {
	const sheet = await openSheet(Buffer.from(text));
	const mapping = guessMapping(sheet.header);
	const rows: StagedRow[] = [];
	for await (const batch of stagedRows(sheet.rows, { mapping, locale })) rows.push(...batch);
	return rows;
}

test('rows come as clients, under their lines in the file, without the empty ones', async () => {
	expect(await read('Nome;Celular\nAna;(11) 98765-4321\n;\nBia;\n')).toEqual([
		{
			position: 2,
			fields: expect.objectContaining({ name: 'Ana', phones: ['+5511987654321'] }) as object
		},
		{ position: 4, fields: expect.objectContaining({ name: 'Bia' }) as object }
	]);
});

test('problems are said in the language of whoever asks', async () => {
	const file = 'Nome;E-mail\nAna;none\n';
	const [[portuguese], [english]] = await Promise.all([read(file), read(file, 'en')]);
	expect(portuguese?.problems?.[0]).toMatchObject({ field: 'email', value: 'none' });
	expect(portuguese?.problems?.[0]?.text).not.toBe(english?.problems?.[0]?.text);
});

test('all rows of a long file come, in their order', async () => {
	const lines = Array.from({ length: 2400 }, (_, n) => `Cliente ${n}`);
	const rows = await read(`Nome\n${lines.join('\n')}\n`);
	expect(rows.map(({ fields }) => fields.name)).toEqual(lines);
});
