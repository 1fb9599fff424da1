import { expect, test } from 'vitest';
import { isUuid, newUuid } from './uuid.ts';

test.each([
	['6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11', true],
	['00000000-0000-0000-0000-000000000001', true],
	['6F1C2F60-3A55-4F0E-9D0B-1F6A4F0C9F11', false],
	['6f1c2f603a554f0e9d0b1f6a4f0c9f11', false],
	['6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11,', false],
	['', false]
])('%s: %s', (text, is) => {
	expect(isUuid(text)).toBe(is);
});

test.each([
	[new Uint8Array(16), '00000000-0000-4000-8000-000000000000'],
	[new Uint8Array(16).fill(255), 'ffffffff-ffff-4fff-bfff-ffffffffffff']
])('random bytes become a UUID of version 4', (bytes, uuid) => {
	expect(newUuid(bytes)).toBe(uuid);
});

test('two are never the same', () => {
	expect(newUuid()).not.toBe(newUuid());
});
