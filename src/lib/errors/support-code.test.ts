import { expect, test } from 'vitest';
import { supportCode } from './support-code.ts';

test('is short and readable aloud', () => {
	expect(supportCode()).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
	expect(supportCode(new Uint8Array(8))).toBe('2222-2222');
});
