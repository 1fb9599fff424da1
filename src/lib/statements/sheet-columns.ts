import { plainWords } from '#lib/imports/guess-mapping.ts';

/** What a column of a bank's sheet may hold. `direction`: C or D beside an amount without a sign. */
export const sheetFields = [
	'postedOn',
	'amount',
	'credit',
	'debit',
	'direction',
	'memo',
	'bankId'
] as const;
export type SheetField = (typeof sheetFields)[number];

/** One entry per column of the file, in its order; field null: not read. */
export type SheetMapping = { header: string; field: SheetField | null }[];

/** Header words of banks, as `plainWords` leaves them. The better word stands first. */
const words: Record<SheetField, readonly string[]> = {
	postedOn: [
		'data lancamento',
		'data do lancamento',
		'data de lancamento',
		'data movimento',
		'data movimentacao',
		'data mov',
		'data da transacao',
		'data transacao',
		'data do pagamento',
		'data',
		'dt lancamento',
		'dt movimento',
		'dt mov',
		'data hora',
		'data e hora',
		'data contabil',
		'release date',
		'posted on',
		'posting date',
		'transaction date',
		'date'
	],
	amount: [
		'valor',
		'valor r',
		'valor em r',
		'valor brl',
		'valor rs',
		'valor do lancamento',
		'valor lancamento',
		'valor da transacao',
		'valor liquido',
		'montante',
		'quantia',
		'net amount',
		'amount',
		'value'
	],
	credit: [
		'credito',
		'credito r',
		'creditos',
		'valor credito',
		'entrada',
		'entradas',
		'entradas r',
		'entrada r',
		'recebido',
		'credit',
		'money in'
	],
	debit: [
		'debito',
		'debito r',
		'debitos',
		'valor debito',
		'saida',
		'saidas',
		'saidas r',
		'saida r',
		'pago',
		'debit',
		'money out'
	],
	direction: [
		'd c',
		'c d',
		'dc',
		'cd',
		'deb cred',
		'cred deb',
		'debito credito',
		'credito debito',
		'natureza',
		'sinal',
		'inf',
		'tipo de lancamento',
		'tipo lancamento'
	],
	memo: [
		'historico',
		'descricao',
		'lancamento',
		'lancamentos',
		'detalhes',
		'detalhe',
		'descricao do lancamento',
		'descricao lancamento',
		'historico complementar',
		'complemento',
		'detalhamento hist',
		'titulo',
		'title',
		'nome',
		'favorecido',
		'contraparte',
		'pagador',
		'nome do pagador',
		'remetente',
		'razao social',
		'cpf cnpj',
		'cpf cnpj do pagador',
		'observacao',
		'observacoes',
		'mensagem',
		'txid',
		'tx id',
		'referencia',
		'transaction type',
		'transacao',
		'tipo transacao',
		'tipo de transacao',
		'description',
		'memo',
		'payee',
		'counterparty'
	],
	bankId: [
		'identificador',
		'identificador da transacao',
		'id da transacao',
		'id transacao',
		'codigo da transacao',
		'codigo transacao',
		'id',
		'end to end',
		'endtoend',
		'end to end id',
		'e2e',
		'reference id',
		'transaction id'
	]
};

const places = new Map(
	Object.entries(words).flatMap(([field, known]) =>
		known.map((word, at): [string, { field: SheetField; at: number }] => [
			word,
			{ field: field as SheetField, at }
		])
	)
);

export function isSheetField(value: unknown): value is SheetField {
	return (sheetFields as readonly unknown[]).includes(value);
}

/** Several columns may say what a movement was; every other field takes one. */
export const takesSeveral = (field: SheetField): boolean => field === 'memo';

/** What each column probably is, by its header. Where two columns claim a field, the better word wins. */
export function guessSheetMapping(header: readonly string[]): SheetMapping {
	const claims = header.map((text) => places.get(plainWords(text)) ?? null);
	return header.map((text, column) => {
		const claim = claims[column];
		if (!claim) return { header: text, field: null };
		const isBest = claims.every(
			(other, at) =>
				other?.field !== claim.field ||
				at === column ||
				other.at > claim.at ||
				(other.at === claim.at && at > column)
		);
		return { header: text, field: takesSeveral(claim.field) || isBest ? claim.field : null };
	});
}

/** Whether the row names columns: one for the day, and one for the amount. */
export function isHeader(cells: readonly string[]): boolean {
	const fields = new Set(guessSheetMapping(cells).map(({ field }) => field));
	return fields.has('postedOn') && (fields.has('amount') || fields.has('credit'));
}

/** Whether a statement can be read so: a day, and one way to tell what came in. */
export function isReadable(mapping: SheetMapping): boolean {
	const count = (field: SheetField) => mapping.filter((column) => column.field === field).length;
	const single = sheetFields.filter((field) => !takesSeveral(field));
	return (
		single.every((field) => count(field) <= 1) &&
		count('postedOn') === 1 &&
		count('amount') + count('credit') === 1 &&
		!(count('amount') === 1 && count('debit') === 1)
	);
}
