import QRCode from 'qrcode';

/** Four modules of quiet zone, as ISO/IEC 18004 asks: without it dark backgrounds make the code unreadable. */
const quietZone = 4;

/**
 * For pages: black on white in every theme, because many readers do not find an inverted code.
 * @returns an `<svg>` element without a size of its own
 */
export function qrCodeSvg(text: string): Promise<string> {
	return QRCode.toString(text, { type: 'svg', margin: quietZone, errorCorrectionLevel: 'M' });
}

/**
 * For mail, whose readers show no SVG. Server only.
 * @returns a PNG file, large enough to stay sharp at 200 CSS pixels on dense screens
 */
export async function qrCodePng(text: string): Promise<Uint8Array> {
	return await QRCode.toBuffer(text, {
		type: 'png',
		margin: quietZone,
		scale: 8,
		errorCorrectionLevel: 'M'
	});
}
