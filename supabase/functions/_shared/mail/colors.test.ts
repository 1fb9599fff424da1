import { expect, test } from 'vitest';
import { contrast, readableOn } from './colors.ts';

test.each([
	['#0f5c4d', '#ffffff'],
	['#000000', '#ffffff'],
	['#ffffff', '#1d1b17'],
	['#f5c518', '#1d1b17'],
	['#ff5a1f', '#1d1b17'],
	['#2563eb', '#ffffff']
])('on %s stands %s', (background, foreground) => {
	expect(readableOn(background)).toBe(foreground);
});

test('whatever colour a reseller picks, its name can be read', () => {
	for (let step = 0; step < 4096; step++) {
		const channels = [step >> 8, (step >> 4) & 15, step & 15];
		const color = `#${channels.map((channel) => (channel * 17).toString(16).padStart(2, '0')).join('')}`;
		expect(contrast(color, readableOn(color))).toBeGreaterThan(4);
	}
	expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});
