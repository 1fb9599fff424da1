import { describe, expect, test } from 'vitest';
import { DomainError } from '#lib/errors/domain-error.ts';
import { decodeText } from '#lib/spreadsheet/reader/decode-text.ts';
import { readOfx } from './read-ofx.ts';

const zone = 'America/Sao_Paulo';
const read = (text: string) => readOfx(text, zone);

/** As a desktop system writes it: elements that nobody closes, Latin letters of Windows. */
const sgml = (movements: string, head = '<BANKID>0341<ACCTID>1234567890<ACCTTYPE>CHECKING') =>
	`OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE
<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261031100000[-03:EST]<LANGUAGE>POR</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1001<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>BRL<BANKACCTFROM>${head}</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261001100000[-03:EST]<DTEND>20261031100000[-03:EST]
${movements}
</BANKTRANLIST><LEDGERBAL><BALAMT>123456<DTASOF>20261031</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
`;
const movement = (fields: Record<string, string>) =>
	`<STMTTRN>${Object.entries(fields)
		.map(([name, value]) => `<${name}>${value}\n`)
		.join('')}</STMTTRN>`;
const credit = (more: Record<string, string> = {}) =>
	movement({
		TRNTYPE: 'CREDIT',
		DTPOSTED: '20261005100000[-03:EST]',
		TRNAMT: '99.90',
		FITID: '20261005001',
		MEMO: 'PIX RECEBIDO',
		...more
	});

describe('files as banks write them', () => {
	test('a large private bank: nothing closed, Windows letters, a number for the cheque', () => {
		const bytes = Buffer.from(
			sgml(
				movement({
					TRNTYPE: 'CREDIT',
					DTPOSTED: '20261005100000[-03:EST]',
					TRNAMT: '1250.00',
					FITID: '20261005001',
					CHECKNUM: '20261005001',
					MEMO: 'PIX TRANSF  JOÃO CONCEIÇÃO05/10'
				}) +
					movement({
						TRNTYPE: 'DEBIT',
						DTPOSTED: '20261006100000[-03:EST]',
						TRNAMT: '-35.10',
						FITID: '20261006001',
						CHECKNUM: '20261006001',
						MEMO: 'TAR PACOTE ITENS'
					})
			),
			'latin1'
		);
		expect(read(decodeText(bytes).text)).toEqual({
			format: 'ofx',
			bank: '0341',
			balances: 0,
			unread: [],
			lines: [
				{
					position: 1,
					postedOn: '2026-10-05',
					amountCents: 125000,
					memo: 'PIX TRANSF JOÃO CONCEIÇÃO05/10',
					bankId: '20261005001',
					reference: null,
					account: '0341 1234567890'
				},
				expect.objectContaining({ position: 2, amountCents: -3510, memo: 'TAR PACOTE ITENS' })
			]
		});
	});

	test('decimal commas, a day alone, and a balance between the movements', () => {
		const { lines, balances } = read(
			sgml(
				movement({
					TRNTYPE: 'OTHER',
					DTPOSTED: '20261001',
					TRNAMT: '10.000,00',
					MEMO: 'Saldo Anterior'
				}) +
					credit({ DTPOSTED: '20261005', TRNAMT: '386,80', MEMO: 'TED-TRANSF ELET DISPON' }) +
					credit({ DTPOSTED: '20261005', TRNAMT: '1.386,80', FITID: 'N2005A' })
			)
		);
		expect(balances).toBe(1);
		expect(lines.map(({ amountCents }) => amountCents)).toEqual([38680, 138680]);
	});

	test('money that went out without a sign', () => {
		const { lines } = read(
			sgml(
				credit({ TRNTYPE: 'DEBIT', TRNAMT: '50.00' }) +
					credit({ TRNTYPE: 'CREDIT', TRNAMT: '-5.00' })
			)
		);
		expect(lines.map(({ amountCents }) => amountCents)).toEqual([-5000, -500]);
	});

	test('name and memo that say the same, half of it, or both', () => {
		const { lines } = read(
			sgml(
				credit({ NAME: 'PIX RECEBIDO MARIA', MEMO: 'PIX RECEBIDO MARIA SOUZA FAT12' }) +
					credit({ NAME: 'MARIA SOUZA', MEMO: 'Pix recebido' }) +
					credit({ NAME: 'Depósito', MEMO: '' })
			)
		);
		expect(lines.map(({ memo }) => memo)).toEqual([
			'PIX RECEBIDO MARIA SOUZA FAT12',
			'MARIA SOUZA · Pix recebido',
			'Depósito'
		]);
	});

	test('a digital bank: closed elements on lines of their own, no header, UTF-8', () => {
		const { lines, bank } = read(`<OFX>
			<SIGNONMSGSRSV1><SONRS><FI><ORG>NU PAGAMENTOS S.A.</ORG><FID>260</FID></FI></SONRS></SIGNONMSGSRSV1>
			<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>BRL</CURDEF>
			<BANKACCTFROM><BANKID>0260</BANKID><BRANCHID>1</BRANCHID><ACCTID>12345-6</ACCTID></BANKACCTFROM>
			<BANKTRANLIST>
				<STMTTRN>
					<TRNTYPE>CREDIT</TRNTYPE>
					<DTPOSTED>20261005000000[-3:BRT]</DTPOSTED>
					<TRNAMT>150.00</TRNAMT>
					<FITID>6516f3b1-aaaa-4bbb-8ccc-1234567890ab</FITID>
					<MEMO>Transferência recebida pelo Pix - JOÃO DA SILVA - •••.456.789-•• - NU PAGAMENTOS</MEMO>
				</STMTTRN>
			</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`);
		expect(bank).toBe('NU PAGAMENTOS S.A.');
		expect(lines).toMatchObject([
			{
				amountCents: 15000,
				account: '0260 1 12345 6',
				bankId: '6516f3b1-aaaa-4bbb-8ccc-1234567890ab',
				memo: 'Transferência recebida pelo Pix - JOÃO DA SILVA - •••.456.789-•• - NU PAGAMENTOS'
			}
		]);
	});

	test('OFX 2: XML with a declaration, CDATA, and characters by number', () => {
		const { lines } = read(`<?xml version="1.0" encoding="UTF-8" standalone="no"?>
			<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
			<!-- extrato -->
			<OFX xmlns="urn:x"><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>BRL</CURDEF><BANKTRANLIST>
			<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20261006020000.000[0:GMT]</DTPOSTED><TRNAMT>10.00</TRNAMT>
			<FITID>A&amp;B</FITID><NAME><![CDATA[Loja <Sul> & Cia]]></NAME><MEMO>S&#227;o Paulo &lt;FAT7&gt;</MEMO></STMTTRN>
			</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`);
		expect(lines).toMatchObject([
			{
				postedOn: '2026-10-05',
				bankId: 'A&B',
				memo: 'Loja <Sul> & Cia · São Paulo <FAT7>',
				account: null
			}
		]);
	});

	test('raw signs in memos are text, and the payee has a name', () => {
		const { lines } = read(
			sgml(
				credit({ MEMO: 'TOK & STOK <3 A < B PARC 02/05' }) +
					movement({
						TRNTYPE: 'CREDIT',
						DTPOSTED: '20261005',
						TRNAMT: '5',
						PAYEE: '<NAME>ANA LIMA</PAYEE>'
					})
			)
		);
		expect(lines.map(({ memo }) => memo)).toEqual(['TOK & STOK <3 A < B PARC 02/05', 'ANA LIMA']);
	});

	test('movements that nobody ended, and the account that a transfer went to', () => {
		const { lines } = read(
			sgml(
				`<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261005<TRNAMT>1,00<FITID>1<MEMO>um
				<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261006<TRNAMT>2,00<FITID>2<BANKACCTTO><BANKID>999<ACCTID>777</BANKACCTTO><MEMO>dois`
			)
		);
		expect(lines).toMatchObject([
			{ amountCents: 100, memo: 'um', account: '0341 1234567890' },
			{ amountCents: 200, memo: 'dois', account: '0341 1234567890' }
		]);
	});

	test('several accounts in one file, and the old code of the currency', () => {
		const { lines } = read(
			`OFXHEADER:100\n<OFX><BANKMSGSRSV1>
			<STMTTRNRS><STMTRS><CURDEF>BRC<BANKACCTFROM><BANKID>033<ACCTID>1</BANKACCTFROM><BANKTRANLIST>${credit()}</BANKTRANLIST></STMTRS></STMTTRNRS>
			<STMTTRNRS><STMTRS><CURDEF>BRL<BANKACCTFROM><BANKID>033<ACCTID>2</BANKACCTFROM><BANKTRANLIST>${credit()}</BANKTRANLIST></STMTRS></STMTTRNRS>
			</BANKMSGSRSV1></OFX>`
		);
		expect(lines.map(({ account }) => account)).toEqual(['033 1', '033 2']);
	});

	test('missing ids, and a reference of its own', () => {
		const { lines } = read(
			sgml(
				movement({ TRNTYPE: 'DEP', DTPOSTED: '20261005', TRNAMT: '1.00', MEMO: 'DEPOSITO' }) +
					credit({ CHECKNUM: 'FAT12', FITID: '' })
			)
		);
		expect(lines).toMatchObject([
			{ bankId: null, reference: null },
			{ bankId: null, reference: 'FAT12' }
		]);
	});
});

test('what cannot be read is told, the rest is read', () => {
	const { lines, unread } = read(
		sgml(
			credit({ DTPOSTED: '20260231' }) +
				credit({ TRNAMT: 'muito' }) +
				credit() +
				credit({ TRNAMT: '1.234' })
		)
	);
	expect(lines).toHaveLength(1);
	expect(unread).toMatchObject([
		{ position: 1, problem: 'date', text: expect.stringContaining('20260231') as string },
		{ position: 2, problem: 'amount' },
		{ position: 4, problem: 'amount' }
	]);
});

describe('refused', () => {
	const code = (text: string) => {
		try {
			read(text);
		} catch (error) {
			return error instanceof DomainError ? error.code : error;
		}
	};
	test.each([
		['a page', '<html><body>entre</body></html>', 'statement_unreadable'],
		['nothing', '', 'statement_unreadable'],
		['no movement', sgml(''), 'statement_empty'],
		[
			'another currency',
			sgml(credit()).replace('<CURDEF>BRL', '<CURDEF>USD'),
			'statement_currency'
		],
		['too many movements', sgml('<STMTTRN>'.repeat(10_001)), 'statement_too_many_lines']
	])('%s', (_, text, refusal) => expect(code(text)).toBe(refusal));
});

describe('hostile files', () => {
	/** Whether it is read or refused does not matter here. */
	const survive = (text: string) => {
		try {
			read(text);
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
		}
	};

	test('entities are never expanded', () => {
		const laughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY file SYSTEM "file:///etc/passwd">]>${sgml(
			credit({ MEMO: '&b; &file; &#0;&#x1;&#99999999;' })
		).slice(sgml('').indexOf('<OFX>'))}`;
		expect(read(laughs).lines[0]!.memo).toBe('&b; &file; &#99999999;');
	});

	// Each would take hours, not a second, if anything were looked at again for every character.
	const much = (text: string) => text.repeat(Math.floor(300_000 / text.length));
	test.each([
		['openings of comments', '<!--'],
		['openings of CDATA', '<![CDATA['],
		['openings of instructions', '<?'],
		['signs', '<'],
		['ampersands', '&'],
		['halves of entities', '&#1'],
		['names without an end', '<A'],
		['attributes without an end', '<A '],
		['spaces', ' '],
		['elements', '<A>'],
		['ends', '</A>'],
		['digits and points', '1.']
	])('a great many %s', (_, text) => {
		survive(sgml(credit({ MEMO: much(text) })));
		survive(sgml(credit({ TRNAMT: much(text), DTPOSTED: much(text) })));
		survive(`OFXHEADER:100${much(text)}`);
	});

	test('what is kept is one line of a bounded length', () => {
		const { lines } = read(
			sgml(
				credit({
					MEMO: `a\u0000b\u001b[31m\u2028c\r\nd${'x'.repeat(5000)}`,
					FITID: 'f'.repeat(5000),
					CHECKNUM: '9'.repeat(5000)
				})
			)
		);
		const [line] = lines;
		expect(line!.memo).toMatch(/^a b \[31m c dx+$/);
		expect(line!.memo.length).toBe(500);
		expect(line!.bankId!.length).toBe(255);
		expect(line!.reference!.length).toBe(255);
	});

	test('names of elements that objects know', () => {
		const { lines } = read(
			sgml(
				credit({ __PROTO__: 'x', CONSTRUCTOR: 'y', MEMO: 'um' }).replace(
					'<__PROTO__>',
					'<A__PROTO__>'
				)
			)
		);
		expect(lines).toMatchObject([{ memo: 'um' }]);
	});

	test('half an emoji is left out', () => {
		expect(read(sgml(credit({ MEMO: 'oi \ud83d fim' }))).lines[0]!.memo).toBe('oi \ufffd fim');
	});
});
