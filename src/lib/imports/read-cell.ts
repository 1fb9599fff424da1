import { formatPhone, parsePhone } from '#lib/format/phone.ts';
import { normalizeDocument } from '#lib/format/documents.ts';
import { companySizes, type states } from '#lib/clients/client.ts';
import { plainWords } from './guess-mapping.ts';
import type { ImportField } from './import-fields.ts';

/** What kind of cell a value came from; a CSV knows only text. */
export type ReadKind = 'empty' | 'text' | 'number' | 'date' | 'instant' | 'boolean' | 'error';

/** Text of a cell as the client form would be given it. What cannot be made sense of stays as it is, for the form to refuse. */
export function readCell(field: ImportField, cell: string, kind: ReadKind): string {
	// What our own export put in front of a would-be formula; a spreadsheet does not show it either.
	const text = cell.trim().replace(/^'(?=[=+\-@])/, '');
	if (text === '' || kind === 'error') return kind === 'error' ? cell : '';
	return readers[field]?.(text, kind) ?? text;
}

const readers: Partial<Record<ImportField, (text: string, kind: ReadKind) => string>> = {
	document: readDocument,
	postalCode: (text, kind) => (kind === 'number' && /^\d{7}$/.test(text) ? `0${text}` : text),
	bornOrOpenedOn: readDate,
	state: (text) => stateByName.get(plainWords(text)) ?? text.toUpperCase(),
	personType: (text) => personTypeByWord.get(plainWords(text)) ?? text,
	companySize: (text) => {
		const plain = text.replace(/\s*(?:–|—|-|a|to|até)\s*/i, '-').replace(/\s.*$/, '');
		return (companySizes as readonly string[]).includes(plain) ? plain : text;
	},
	dueDay: (text) => text.replace(/^(?:dia|day)\s+/i, '').replace(/[.,]0+$/, '')
};

/** A spreadsheet that took a document for a number has lost the zeros in front. */
function readDocument(text: string, kind: ReadKind): string {
	if (kind !== 'number' || !/^\d{9,13}$/.test(text)) return text;
	return text.length <= 11 ? text.padStart(11, '0') : text.padStart(14, '0');
}

/** `31/12/1990`, `31-12-90`, `1990-12-31`, with or without a time behind. */
function readDate(text: string): string {
	const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text);
	if (iso) return iso[1]!;
	const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?$/.exec(text);
	if (!parts) return text;
	const [, day, month, year] = parts;
	// Nobody was born in the future: 26 is 1926 for what is written in 2025.
	const full = year!.length === 4 ? year! : `${Number(year) > 25 ? 19 : 20}${year}`;
	return `${full}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
}

/** `(11) 98765-4321 / 3456-7890`: every number of a cell that holds several. */
export function readPhones(cell: string): string[] {
	const text = cell.trim().replace(/^'(?=[=+\-@])/, '');
	if (text === '') return [];
	if (parsePhone(text)) return [formatPhone(parsePhone(text)!)];
	return text
		.split(/[;,/|\n]|\s+(?:e|ou|and|or)\s+/i)
		.map((one) => one.trim())
		.filter(Boolean)
		.map((one) => formatPhone(parsePhone(one) ?? one));
}

/** Whose document it is, by its length; a company unless it is a CPF. */
export function personTypeOf(document: string): 'individual' | 'company' {
	return /^\d{11}$/.test(normalizeDocument(document)) ? 'individual' : 'company';
}

const personTypeByWord = new Map<string, string>([
	...['pf', 'f', 'fisica', 'pessoa fisica', 'individual', 'person', 'natural', 'cpf'].map(
		(word): [string, string] => [word, 'individual']
	),
	...['pj', 'j', 'juridica', 'pessoa juridica', 'company', 'business', 'empresa', 'cnpj'].map(
		(word): [string, string] => [word, 'company']
	)
]);

const stateNames = {
	AC: 'acre',
	AL: 'alagoas',
	AM: 'amazonas',
	AP: 'amapa',
	BA: 'bahia',
	CE: 'ceara',
	DF: 'distrito federal',
	ES: 'espirito santo',
	GO: 'goias',
	MA: 'maranhao',
	MG: 'minas gerais',
	MS: 'mato grosso do sul',
	MT: 'mato grosso',
	PA: 'para',
	PB: 'paraiba',
	PE: 'pernambuco',
	PI: 'piaui',
	PR: 'parana',
	RJ: 'rio de janeiro',
	RN: 'rio grande do norte',
	RO: 'rondonia',
	RR: 'roraima',
	RS: 'rio grande do sul',
	SC: 'santa catarina',
	SE: 'sergipe',
	SP: 'sao paulo',
	TO: 'tocantins'
} satisfies Record<(typeof states)[number], string>;

const stateByName = new Map(Object.entries(stateNames).map(([code, name]) => [name, code]));
