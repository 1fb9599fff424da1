import { expect, test } from 'vitest';
import { brandPalette, contrast } from './brand-palette.ts';

const brands = ['#0b5d7a', '#7a2e52', '#ffe600', '#ffffff', '#000000', '#ff0000', '#808080'];
const surfaces = {
	light: ['#faf9f6', '#ffffff', '#f3f1ec', '#efece5'],
	dark: ['#131211', '#1b1a18', '#0f0e0d', '#272522']
};

function themes(value: string | undefined): { light: string; dark: string } {
	const [, light = '', dark = ''] =
		/^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$/.exec(value ?? '') ?? [];
	return { light, dark };
}

test.each(brands)('%s can be read on every surface, in both themes', (brand) => {
	const palette = brandPalette(brand)!;
	for (const theme of ['light', 'dark'] as const) {
		const [ink, soft, hover, on] = [
			'--accent-ink',
			'--accent-soft',
			'--accent-hover',
			'--on-accent'
		].map((name) => themes(palette[name])[theme]) as [string, string, string, string];
		for (const ground of [...surfaces[theme], soft])
			expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
		expect(contrast(on, ink)).toBeGreaterThanOrEqual(4.5);
		expect(contrast(on, hover)).toBeGreaterThanOrEqual(4.5);
	}
});

test('a colour that can be read stays as it is', () => {
	expect(themes(brandPalette('#0b5d7a')!['--accent']).light).toBe('#0b5d7a');
});

test.each([null, '', 'teal', '#12', 'red; background: url(x)'])('%s is no colour', (brand) =>
	expect(brandPalette(brand)).toBeNull()
);

test('contrast as WCAG defines it', () => {
	expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
	expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
