/** A statement may be this long; one of a month of a busy reseller has some thousands of lines. */
export const statementLimits = { megabytes: 5, lines: 10_000 };
export const statementBytes = statementLimits.megabytes * 1_000_000;

/** What a bank says of one movement. */
export interface StatementLine {
	/** 1-based: its place among the movements of the file, or its line in a sheet. */
	position: number;
	/** `yyyy-mm-dd`, as the bank dates it. */
	postedOn: string;
	/** Cents; below zero money went out. */
	amountCents: number;
	/** One line of text: who, how, what for. */
	memo: string;
	/** The bank's own id of the movement, if it gave one. Not every bank keeps it unique, nor the same from file to file. */
	bankId: string | null;
	/** Cheque or reference number; a transaction id may stand there. */
	reference: string | null;
	/** Bank and account as the file names them, without punctuation. */
	account: string | null;
}

/** Why a movement could not be read. */
export type LineProblem = 'date' | 'amount';

export interface UnreadLine {
	position: number;
	problem: LineProblem;
	/** The beginning of what stood there. */
	text: string;
}

export interface ReadStatement {
	format: 'ofx' | 'sheet';
	/** Name or number of the bank, if the file says it. */
	bank: string | null;
	lines: StatementLine[];
	unread: UnreadLine[];
	/** Lines that state a balance, which is no movement. */
	balances: number;
}

const most = { memo: 500, id: 255, account: 60, unread: 120 };

/** One line without control characters, as long as it can be kept. */
export function shown(text: string, characters = most.memo): string {
	return text
		.toWellFormed()
		.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/ {2,}/g, ' ')
		.trim()
		.slice(0, characters)
		.toWellFormed()
		.trim();
}

export const shownId = (text: string | undefined) => shown(text ?? '', most.id) || null;
export const shownAccount = (text: string) =>
	shown(text.replace(/[^\p{L}\p{N}]+/gu, ' '), most.account) || null;
export const shownUnread = (text: string) => shown(text, most.unread);

/**
 * Whether the text states a balance: banks list those between the movements, with an amount that nobody paid.
 * @param memo as the bank wrote it
 */
export function isBalance(memo: string): boolean {
	const plain = memo
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, ' ')
		.trim();
	return /^(s a l d o|saldo( (anterior|inicial|final|atual|parcial|total|dia|do dia|em \d|em c|em conta|disponivel|bloqueado|aplic|invest|da conta|conta|de abertura|c c)|$))/.test(
		plain
	);
}
