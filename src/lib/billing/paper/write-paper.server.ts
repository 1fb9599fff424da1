import { Readable } from 'node:stream';
import { formatDocument } from '#lib/format/documents.ts';
import type { Locale } from '#lib/paraglide/runtime.js';
import { lineText } from '../line-text.ts';
import { invoiceStatusIn } from '../status-text.ts';
import type { Paper } from './paper.ts';
import { paperWords, type PaperWords } from './paper-words.ts';
import {
	bold,
	drawLogo,
	inks,
	margin,
	openSheet,
	page,
	plain,
	room,
	rule,
	width,
	type Sheet
} from './sheet.server.ts';
import { drawPayment } from './payment-block.server.ts';

/**
 * The paper of an invoice as a PDF, A4: letterhead, who owes whom, lines, late charges, and how it can be paid.
 * @returns bytes as they are made
 */
export function writePaper(paper: Paper, locale: Locale): ReadableStream<Uint8Array> {
	const say = paperWords(paper, locale);
	const sheet = openSheet({
		title: `${say.title} · ${paper.payee.name}`,
		author: paper.payee.name,
		language: locale
	});
	const stream = Readable.toWeb(sheet as unknown as Readable) as ReadableStream<Uint8Array>;
	let y = drawHead(sheet, paper, say, invoiceStatusIn(paper.status, locale));
	y = drawParties(sheet, paper, say, y);
	y = drawFacts(sheet, paper, say, y);
	y = drawLines(sheet, paper, say, locale, y);
	y = drawTotals(sheet, paper, say, y);
	drawPayment(sheet, paper, say, y);
	drawFooters(sheet, paper, say);
	sheet.end();
	return stream;
}

function drawHead(sheet: Sheet, { payee }: Paper, say: PaperWords, status: string): number {
	sheet.rect(0, 0, page.width, 6).fill(payee.primaryColor ?? '#0f5c4d');
	const half = width / 2;
	if (!drawLogo(sheet, payee.logo, margin, margin - 8))
		bold(sheet, 15).text(payee.name, margin, margin, { width: half });
	bold(sheet, 15).text(say.title, margin + half, margin, { width: half, align: 'right' });
	plain(sheet, 9.5, inks.muted).text(status, { width: half, align: 'right' });
	return margin + 58;
}

function drawParties(sheet: Sheet, paper: Paper, say: PaperWords, y: number): number {
	const { payee } = paper;
	const from = [
		payee.legalName ?? payee.name,
		...(payee.document ? [formatDocument(payee.document)] : []),
		...(payee.replyTo ? [payee.replyTo] : [])
	];
	rule(sheet, y);
	const column = (width - 24) / 2;
	const left = drawParty(sheet, say.payee, from, margin, y + 12, column);
	const right = drawParty(sheet, say.payer, paper.payer, margin + column + 24, y + 12, column);
	return Math.max(left, right) + 10;
}

function drawParty(
	sheet: Sheet,
	label: string,
	lines: string[],
	x: number,
	y: number,
	wide: number
) {
	plain(sheet, 8, inks.muted).text(label, x, y, { width: wide });
	const [name = '', ...more] = lines;
	bold(sheet, 10).text(name, x, y + 12, { width: wide });
	for (const line of more) plain(sheet, 9).text(line, x, sheet.y + 1, { width: wide });
	return sheet.y;
}

function drawFacts(sheet: Sheet, paper: Paper, say: PaperWords, y: number): number {
	const period =
		paper.periodStart && paper.periodEnd
			? `${say.date(paper.periodStart)} – ${say.date(paper.periodEnd)}`
			: null;
	const facts = [
		[say.due, say.date(paper.dueOn)],
		[say.issued, say.date(paper.issuedOn)],
		...(period ? [[say.period, period]] : [])
	];
	sheet.roundedRect(margin, y, width, 40, 5).fill(inks.ground);
	const wide = (width - 24) / 3;
	facts.forEach(([label = '', value = ''], index) => {
		const x = margin + 12 + index * wide;
		plain(sheet, 8, inks.muted).text(label, x, y + 8, { width: wide });
		bold(sheet, 10).text(value, x, y + 20, { width: wide });
	});
	return y + 40 + 22;
}

const columns = [
	{ x: margin, wide: width - 210, align: 'left' },
	{ x: margin + width - 200, wide: 40, align: 'right' },
	{ x: margin + width - 155, wide: 75, align: 'right' },
	{ x: margin + width - 75, wide: 75, align: 'right' }
] as const;

function drawLines(sheet: Sheet, paper: Paper, say: PaperWords, locale: Locale, y: number): number {
	let at = drawCells(sheet, [say.description, say.quantity, say.unit, say.total], y, true);
	for (const line of paper.lines) {
		const cells = [
			lineText(line, locale),
			String(line.quantity),
			say.money(line.unitCents),
			say.money(line.totalCents)
		];
		const height = plain(sheet).heightOfString(cells[0] ?? '', { width: columns[0].wide }) + 12;
		at = drawCells(sheet, cells, room(sheet, at, height), false);
	}
	return at;
}

function drawCells(sheet: Sheet, cells: string[], y: number, isHead: boolean): number {
	let end = y;
	cells.forEach((cell, index) => {
		const column = columns[index];
		if (!column) return;
		(isHead ? plain(sheet, 8, inks.muted) : plain(sheet)).text(cell, column.x, y, {
			width: column.wide,
			align: column.align
		});
		end = Math.max(end, sheet.y);
	});
	rule(sheet, end + 5);
	return end + 11;
}

function drawTotals(sheet: Sheet, paper: Paper, say: PaperWords, y: number): number {
	const rows: [label: string, cents: number, isStrong?: boolean][] = [
		[say.total, paper.totalCents, true]
	];
	if (paper.fineCents > 0) rows.push([say.fine, paper.fineCents]);
	if (paper.interestCents > 0) rows.push([say.interest, paper.interestCents]);
	if (paper.paidCents > 0) rows.push([say.paid, -paper.paidCents]);
	if (paper.refundedCents > 0) rows.push([say.refunded, paper.refundedCents]);
	if (paper.openCents > 0 && rows.length > 1) rows.push([say.open, paper.openCents, true]);
	let at = room(sheet, y + 4, rows.length * 18 + 40);
	for (const [label, cents, isStrong = false] of rows) {
		const write = isStrong ? bold : plain;
		write(sheet, isStrong ? 10.5 : 9.5).text(label, margin + width - 320, at, {
			width: 225,
			align: 'right'
		});
		write(sheet, isStrong ? 10.5 : 9.5).text(say.money(cents), margin + width - 90, at, {
			width: 90,
			align: 'right'
		});
		at += 18;
	}
	const remark = paper.status === 'paid' ? say.paidOn : paper.openCents > 0 ? say.rule : null;
	if (remark) {
		plain(sheet, 8.5, inks.muted).text(remark, margin, at + 4, { width });
		at = sheet.y;
	}
	return at + 16;
}

function drawFooters(sheet: Sheet, { payee }: Paper, say: PaperWords): void {
	const { start, count } = sheet.bufferedPageRange();
	for (let index = 0; index < count; index++) {
		sheet.switchToPage(start + index);
		// Below the margin, where text would begin a page of its own.
		sheet.page.margins.bottom = 0;
		plain(sheet, 8, inks.muted)
			.text(payee.name, margin, page.height - 40, { width: width / 2, lineBreak: false })
			.text(say.pages(index + 1, count), margin + width / 2, page.height - 40, {
				width: width / 2,
				align: 'right',
				lineBreak: false
			});
	}
}
