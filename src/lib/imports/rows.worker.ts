import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { describeIssue } from '#lib/forms/issue-text.ts';
import { overwriteGetLocale, type Locale } from '#lib/paraglide/runtime.js';
import type { Mapping } from './import-fields.ts';
import { readRow, type FileRow, type StagedRow } from './read-row.ts';

export interface RowsData {
	mapping: Mapping;
	/** The language of the problems. */
	locale: string;
}

const { mapping, locale } = workerData as RowsData;
overwriteGetLocale(() => locale as Locale);
// The same general words as in forms.
z.config({ customError: describeIssue });

/** Each batch of rows of the file is answered by the rows to stage. */
parentPort?.on('message', (rows: FileRow[]) => {
	const staged = rows
		.map((row) => readRow(row, mapping))
		.filter((row): row is StagedRow => row !== null);
	parentPort?.postMessage(staged);
});
