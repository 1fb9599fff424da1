import type { Paper } from './paper.ts';
import type { PaperWords } from './paper-words.ts';
import { bold, drawQrCode, inks, margin, plain, room, width, type Sheet } from './sheet.server.ts';

const qrSize = 132;

/** How what is open can be paid: QR code and text of the Pix, the line of the boleto, the address of the page. */
export function drawPayment(sheet: Sheet, paper: Paper, say: PaperWords, y: number): void {
	let at = y;
	if (paper.pixCode) at = drawPix(sheet, paper.pixCode, say, room(sheet, at, qrSize + 40));
	if (paper.boletoLine) {
		at = room(sheet, at, 44);
		bold(sheet, 10).text(say.boletoLine, margin, at, { width });
		plain(sheet, 10).text(paper.boletoLine, margin, sheet.y + 3, { width });
		at = sheet.y + 14;
	}
	if (paper.payUrl && paper.openCents > 0) {
		at = room(sheet, at, 34);
		plain(sheet, 8.5, inks.muted).text(say.online, margin, at, { width });
		plain(sheet, 8.5).text(paper.payUrl, margin, sheet.y + 2, {
			width,
			link: paper.payUrl,
			underline: true
		});
	}
}

function drawPix(sheet: Sheet, code: string, say: PaperWords, y: number): number {
	sheet.roundedRect(margin, y, width, qrSize + 24, 5).fill(inks.ground);
	drawQrCode(sheet, code, margin + 12, y + 12, qrSize);
	const x = margin + qrSize + 30;
	const wide = width - qrSize - 42;
	bold(sheet, 11).text(say.pix, x, y + 14, { width: wide });
	plain(sheet, 9, inks.muted).text(say.pixText, x, sheet.y + 3, { width: wide });
	bold(sheet, 8.5).text(say.pixCode, x, sheet.y + 10, { width: wide });
	// A face in which no two characters look alike.
	sheet.font('Courier').fontSize(8.5).fillColor(inks.ink);
	sheet.text(code, x, sheet.y + 3, { width: wide, lineGap: 1.5 });
	return Math.max(y + qrSize + 24, sheet.y) + 16;
}
