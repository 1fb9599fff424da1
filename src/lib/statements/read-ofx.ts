import { DomainError } from '#lib/errors/domain-error.ts';
import { ofxTokens } from './ofx-tokens.ts';
import { readOfxAmount } from './read-amount.ts';
import { readOfxDate } from './read-posted-on.ts';
import {
	isBalance,
	shown,
	shownAccount,
	shownId,
	shownUnread,
	statementLimits,
	type ReadStatement
} from './statement.ts';

/** Whether this is an OFX file, told by what it begins with and not by its name. */
export function isOfx(text: string): boolean {
	const beginning = text.slice(0, 8192);
	return /^\s*OFXHEADER\s*:/i.test(beginning) || /<(?:OFX|\?OFX)[\s>]/i.test(beginning);
}

/** Banks that write nothing, or the old code. @see ISO 4217: BRL is 986 */
const reais = new Set(['', 'BRL', 'BRC', 'R$', '986', 'REAL']);
/** What money is that goes out; some banks write it without a sign. */
const goingOut = new Set(['DEBIT', 'FEE', 'SRVCHG', 'CHECK', 'ATM', 'POS', 'DIRECTDEBIT']);
/** Where a movement ends at the latest, closed or not. */
const boundaries = new Set([
	'STMTTRN',
	'BANKTRANLIST',
	'LEDGERBAL',
	'AVAILBAL',
	'STMTRS',
	'CCSTMTRS',
	'STMTTRNRS',
	'CCSTMTTRNRS',
	'OFX'
]);

/**
 * The movements of an OFX file, whichever of its accounts they belong to.
 * @param timeZone of the account that reads it, for dates with an hour from elsewhere
 * @throws DomainError statement_unreadable, statement_empty, statement_currency, statement_too_many_lines
 */
export function readOfx(text: string, timeZone: string): ReadStatement {
	if (!isOfx(text)) throw new DomainError('statement_unreadable');
	const statement: ReadStatement = {
		format: 'ofx',
		bank: null,
		lines: [],
		unread: [],
		balances: 0
	};
	let account = new Map<string, string>();
	let movement: Map<string, string> | null = null;
	let position = 0;
	const end = () => {
		if (movement) addMovement(statement, movement, { account, position, timeZone });
		movement = null;
	};
	for (const token of ofxTokens(text)) {
		const name = 'open' in token ? token.open : token.close;
		if (boundaries.has(name)) end();
		if ('close' in token) continue;
		if (name === 'STMTTRN') {
			movement = new Map();
			position += 1;
			if (position > statementLimits.lines) {
				throw new DomainError('statement_too_many_lines', 422, { lines: statementLimits.lines });
			}
		}
		if (name === 'STMTRS' || name === 'CCSTMTRS') account = new Map();
		const value = token.text.trim();
		if (value === '') continue;
		if (name === 'CURDEF' && !reais.has(value.toUpperCase())) {
			throw new DomainError('statement_currency', 422, { currency: shown(value, 10) });
		}
		if (!movement && (name === 'ORG' || name === 'BANKID')) statement.bank ??= shown(value, 60);
		// What stands twice, as the account that a transfer went to, is said first of the movement itself.
		const facts: Map<string, string> = movement ?? account;
		if (!facts.has(name)) facts.set(name, value);
	}
	end();
	if (position === 0) throw new DomainError('statement_empty');
	return statement;
}

interface Place {
	account: ReadonlyMap<string, string>;
	position: number;
	timeZone: string;
}

function addMovement(
	statement: ReadStatement,
	movement: ReadonlyMap<string, string>,
	{ account, position, timeZone }: Place
): void {
	const said = (name: string) => movement.get(name) ?? '';
	const memo = memoOf(said('NAME'), said('MEMO'));
	const postedOn = readOfxDate(said('DTPOSTED') || said('DTUSER') || said('DTAVAIL'), timeZone);
	const amount = readOfxAmount(said('TRNAMT'));
	if (isBalance(memo)) {
		statement.balances += 1;
		return;
	}
	if (postedOn === null || amount === null) {
		const text = shownUnread(
			[...movement.values()].map((value) => value.slice(0, 120)).join(' · ')
		);
		statement.unread.push({ position, problem: postedOn === null ? 'date' : 'amount', text });
		return;
	}
	const isOut = amount > 0 && goingOut.has(said('TRNTYPE').toUpperCase());
	statement.lines.push({
		position,
		postedOn,
		amountCents: isOut ? 0 - amount : amount,
		memo,
		bankId: shownId(said('FITID')),
		reference: shownId(
			[...new Set([said('REFNUM'), said('CHECKNUM')])]
				.filter((text) => text !== said('FITID'))
				.join(' ')
		),
		account: shownAccount(
			['BANKID', 'BRANCHID', 'ACCTID'].map((name) => account.get(name) ?? '').join(' ')
		)
	});
}

/** Banks write the same into both, the one cut off, or half of it into each. */
function memoOf(name: string, memo: string): string {
	const [one, other] = [shown(name), shown(memo)];
	if (other.startsWith(one)) return other;
	return one.startsWith(other) ? one : shown(`${one} · ${other}`);
}
