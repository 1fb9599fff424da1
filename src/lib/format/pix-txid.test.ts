import { expect, test } from 'vitest';
import { pixTransactionId } from './pix-txid.ts';

test.each([
	['Fatura 12/2026', 'Fatura122026'],
	['açaí', 'acai'],
	['—', '***'],
	['', '***'],
	['12345678901234567890123456', '1234567890123456789012345']
])('"%s" becomes %s', (reference, id) => expect(pixTransactionId(reference)).toBe(id));
