import { clientColumns, clientFields, emptyClientForm } from '#lib/clients/client-fields.ts';
import type { StoredClient } from '#lib/clients/client-fields.ts';
import { clientSchema, type ClientForm } from '#lib/clients/client-schema.ts';
import { hasUnstorable } from '#lib/format/plain-text.ts';
import type { ImportProblem } from './import.ts';
import type { Mapping } from './import-fields.ts';
import { personTypeOf, readCell, readPhones, type ReadKind } from './read-cell.ts';

/** A row of the file, as the reader of sheets gives it. */
export interface FileRow {
	line: number;
	cells: string[];
	kinds: ReadKind[];
}

/** A row as it is staged. */
export interface StagedRow {
	position: number;
	fields: StoredClient;
	problems?: ImportProblem[];
}

/** Longer texts are refused; the report shows where they began. */
const shownCharacters = 200;

/** @returns the row as a client, judged by the rules of the client form; null for a row without anything in it */
export function readRow(row: FileRow, mapping: Mapping): StagedRow | null {
	const form = formOf(row, mapping);
	if (!form) return null;
	const judged = clientSchema.safeParse(form);
	if (judged.success) return { position: row.line, fields: clientFields(judged.data) };
	const problems = judged.error.issues.map(({ path, message }): ImportProblem => {
		const field = path[0] as keyof ClientForm | undefined;
		if (!field) return { field: null, text: message };
		const given = form[field];
		const value = Array.isArray(given) ? given[Number(path[1] ?? 0)] : given;
		return { field: clientColumns[field], text: message, ...(value && { value: storable(value) }) };
	});
	return { position: row.line, fields: shownFields(form), problems };
}

function formOf({ cells, kinds }: FileRow, mapping: Mapping): ClientForm | null {
	const form: Record<string, unknown> = emptyClientForm();
	const phones: string[] = [];
	let isEmpty = true;
	let hasPersonType = false;
	for (let at = 0; at < mapping.length; at++) {
		const field = mapping[at]!.field;
		const cell = cells[at];
		if (!field || !cell) continue;
		if (field === 'phones') {
			phones.push(...readPhones(cell));
			isEmpty &&= phones.length === 0;
			continue;
		}
		const text = readCell(field, cell, kinds[at] ?? 'text');
		if (text === '') continue;
		isEmpty = false;
		form[field] = text;
		hasPersonType ||= field === 'personType';
	}
	if (isEmpty) return null;
	form.phones = [...new Set(phones)];
	if (!hasPersonType) form.personType = personTypeOf(String(form.document));
	// A file without legal names calls its clients by what they are known as.
	if (form.name === '') form.name = form.tradeName;
	return form as unknown as ClientForm;
}

/** A refused row is never applied: its fields are for people to find it by, and must only be storable. */
function shownFields(form: ClientForm): StoredClient {
	const { name, tradeName, document, email, phones } = form;
	const shown = { name, trade_name: tradeName, document, email };
	const filled = Object.entries(shown).filter(([, value]) => value !== '');
	return {
		...Object.fromEntries(filled.map(([column, value]) => [column, storable(value)])),
		...(phones.length > 0 && { phones: phones.slice(0, 5).map(storable) })
	};
}

function storable(text: string): string {
	const short = text.slice(0, shownCharacters).toWellFormed();
	// eslint-disable-next-line no-control-regex -- what no database text can hold
	return hasUnstorable(short) ? short.replace(/[\u0000-\u001f\u007f]/g, '\ufffd') : short;
}
