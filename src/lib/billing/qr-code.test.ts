import { expect, test } from 'vitest';
import { qrCodePng, qrCodeSvg } from './qr-code.ts';

const text = '00020126360014br.gov.bcb.pix011412ABC34501DE355204000053039865802BR';

test('the SVG scales to where it is put and brings its own white ground', async () => {
	const svg = await qrCodeSvg(text);
	const [, modules] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? [];
	expect(Number(modules) - 8).toBeGreaterThanOrEqual(21);
	expect(svg).toMatch(/^<svg [^>]*>/);
	expect(svg).not.toMatch(/^<svg [^>]* width=/);
	expect(svg).toContain('fill="#ffffff"');
});

test('the PNG is sharp at 200 CSS pixels on a dense screen, and small enough for a mail', async () => {
	const png = await qrCodePng(text);
	expect([...png.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const view = new DataView(png.buffer, png.byteOffset);
	expect(view.getUint32(16)).toBeGreaterThanOrEqual(300);
	expect(view.getUint32(16)).toBe(view.getUint32(20));
	expect(png.length).toBeLessThan(10_000);
});
