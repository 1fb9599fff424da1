import { byteOrderMark, csvLine } from '#lib/spreadsheet/csv.ts';
import { writeWorkbook } from '#lib/spreadsheet/write-workbook.server.ts';
import { xlsxContentType } from '#lib/spreadsheet/workbook.ts';
import { m } from '#lib/paraglide/messages.js';
import { importFieldLabel } from './column-label.ts';
import { importFields, type ImportField } from './import-fields.ts';

export interface SheetFile {
	body: BodyInit;
	contentType: string;
}

/** Shows what may stand in each column; the document is one of those that the registers keep for examples. */
const example: Record<ImportField, string> = {
	name: 'Padaria Aurora Ltda.',
	tradeName: 'Padaria Aurora',
	personType: 'PJ',
	document: '11.222.333/0001-81',
	identityDocument: '110.042.490.114',
	municipalRegistration: '1.234.567-8',
	bornOrOpenedOn: '31/12/2010',
	email: 'contato@aurora.example',
	phones: '(11) 98765-4321',
	contactName: 'Ana Souza',
	contactRole: 'Sócia',
	sector: 'Alimentação',
	companySize: '2-10',
	postalCode: '01310-100',
	street: 'Avenida Paulista',
	streetNumber: '1000',
	complement: 'Loja 2',
	district: 'Bela Vista',
	city: 'São Paulo',
	state: 'SP',
	dueDay: '10',
	notes: ''
};

export function templateFile(format: 'csv' | 'xlsx'): SheetFile {
	const header = importFields.map(importFieldLabel);
	const row = importFields.map((field) => example[field]);
	if (format === 'csv')
		return {
			body: byteOrderMark + csvLine(header) + csvLine(row),
			contentType: 'text/csv; charset=utf-8'
		};
	const columns = header.map((text) => ({ header: text, kind: 'text' as const }));
	return {
		body: writeWorkbook({ sheetName: m.clients_title(), columns }, once([row])),
		contentType: xlsxContentType
	};
}

async function* once(rows: string[][]): AsyncGenerator<string[][], void> {
	yield rows;
}
