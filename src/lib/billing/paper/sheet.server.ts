import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import { fonts } from './fonts.server.ts';

export type Sheet = PDFKit.PDFDocument;

export const inks = { ink: '#1d1b17', muted: '#635d53', line: '#d9d4c9', ground: '#f6f4ef' };
export const margin = 48;
/** Points of A4. */
export const page = { width: 595.28, height: 841.89 };
export const width = page.width - 2 * margin;
/** Where a page's content ends; below stands its footer. */
export const bottom = page.height - 64;

/** An empty A4 document, its pages kept until it is ended so that each can say of how many it is. */
export function openSheet(about: { title: string; author: string; language: string }): Sheet {
	const sheet = new PDFDocument({
		size: 'A4',
		margin,
		bufferPages: true,
		lang: about.language,
		displayTitle: true,
		info: { Title: about.title, Author: about.author, Creator: 'Balcão' }
	});
	sheet.registerFont('regular', fonts.regular);
	sheet.registerFont('semibold', fonts.semibold);
	return plain(sheet);
}

/** Text as most of it is. */
export function plain(sheet: Sheet, size = 9.5, color: string = inks.ink): Sheet {
	return sheet.font('regular').fontSize(size).fillColor(color);
}

export function bold(sheet: Sheet, size = 9.5, color: string = inks.ink): Sheet {
	return sheet.font('semibold').fontSize(size).fillColor(color);
}

export function rule(sheet: Sheet, y: number, color: string = inks.line): void {
	sheet
		.moveTo(margin, y)
		.lineTo(margin + width, y)
		.lineWidth(0.6)
		.strokeColor(color)
		.stroke();
}

/** Goes on at the top of a new page when less than that is left. @returns where to go on */
export function room(sheet: Sheet, y: number, height: number): number {
	if (y + height <= bottom) return y;
	sheet.addPage();
	return margin;
}

/** As vectors: sharp on paper, whatever the printer. Four modules of quiet zone (ISO/IEC 18004). */
export function drawQrCode(sheet: Sheet, text: string, x: number, y: number, size: number): void {
	const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
	const unit = size / (modules.size + 8);
	sheet.rect(x, y, size, size).fill('#ffffff');
	for (let row = 0; row < modules.size; row++)
		for (let column = 0; column < modules.size; column++)
			if (modules.get(row, column))
				sheet.rect(x + (column + 4) * unit, y + (row + 4) * unit, unit, unit);
	sheet.fill('#000000');
}

/** @returns whether there was a logo that can be drawn */
export function drawLogo(sheet: Sheet, dataUrl: string | null, x: number, y: number): boolean {
	const [, base64] = /^data:image\/(?:png|jpeg);base64,(.+)$/.exec(dataUrl ?? '') ?? [];
	if (!base64) return false;
	try {
		sheet.image(Buffer.from(base64, 'base64'), x, y, { fit: [170, 40] });
		return true;
	} catch {
		// Looks like a picture and is none: the name stands in its place.
		return false;
	}
}
