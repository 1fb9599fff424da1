import { expect, test } from 'vitest';
import { formatRate } from './rate-text.ts';

test.each([
	[200, 'pt-BR', '2%'],
	[33, 'pt-BR', '0,33%'],
	[100, 'en', '1%'],
	[0, 'en', '0%']
])('%i basis points in %s are %s', (bps, locale, text) =>
	expect(formatRate(bps, locale)).toBe(text)
);
