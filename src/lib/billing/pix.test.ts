import { expect, test } from 'vitest';
import { pixBrCode, type PixCharge } from './pix.ts';

const charge: PixCharge = {
	key: '12ABC34501DE35',
	merchantName: 'Demo Net',
	merchantCity: 'São Paulo',
	amountCents: 12990,
	txid: 'FAT12'
};

test('the text is the one that the manual prescribes, field by field', () => {
	expect(fields(pixBrCode(charge))).toEqual({
		'00': '01',
		'26': { '00': 'br.gov.bcb.pix', '01': '12ABC34501DE35' },
		'52': '0000',
		'53': '986',
		'54': '129.90',
		'58': 'BR',
		'59': 'Demo Net',
		'60': 'Sao Paulo',
		'62': { '05': 'FAT12' },
		'63': expect.stringMatching(/^[0-9A-F]{4}$/)
	});
});

test.each([
	['529.982.247-25', '52998224725'],
	['11.222.333/0001-81', '11222333000181'],
	['12.abc.345/01de-35', '12ABC34501DE35'],
	['Cobranca@Demo.Example', 'cobranca@demo.example'],
	['+5511987654321', '+5511987654321'],
	['(11) 98765-4321', '+5511987654321'],
	['71C7D9BE-4B85-4E43-9F1C-1F3B8B4E9A2D', '71c7d9be-4b85-4e43-9f1c-1f3b8b4e9a2d']
])('key %s is paid to %s', (key, canonical) => {
	expect(fields(pixBrCode({ ...charge, key }))['26']).toMatchObject({ '01': canonical });
});

test.each([
	[1, '0.01'],
	[10, '0.10'],
	[100, '1.00'],
	[1999, '19.99'],
	[123456789, '1234567.89'],
	[999999999999, '9999999999.99']
])('%i cents are written %s', (amountCents, amount) => {
	expect(fields(pixBrCode({ ...charge, amountCents }))['54']).toBe(amount);
});

test('names lose their accents and are cut where the field ends', () => {
	const code = fields(
		pixBrCode({
			...charge,
			merchantName: 'Conexão & Ação Telecomunicações do Ceará 🚀',
			merchantCity: 'São José dos Campos'
		})
	);
	expect(code['59']).toBe('Conexao & Acao Telecomuni');
	expect(code['60']).toBe('Sao Jose dos Ca');
});

test.each([
	['Fatura 12/2026', 'Fatura122026'],
	['açaí', 'acai'],
	['x'.repeat(40), 'x'.repeat(25)],
	['—', '***'],
	['', '***']
])('transaction id %s becomes %s', (txid, written) => {
	expect(fields(pixBrCode({ ...charge, txid }))['62']).toEqual({ '05': written });
});

test.each<[string, Partial<PixCharge>]>([
	['a key that is none', { key: '12345678900' }],
	['a landline, which cannot be a key', { key: '+551133334444' }],
	['no key', { key: '' }],
	['a name of which nothing is left', { merchantName: '🚀' }],
	['no city', { merchantCity: ' ' }],
	['nothing to pay', { amountCents: 0 }],
	['a negative amount', { amountCents: -1 }],
	['a fraction of a cent', { amountCents: 10.5 }],
	['an amount longer than its field', { amountCents: 1_000_000_000_000_00 }]
])('%s has no code', (_reason, change) => {
	expect(pixBrCode({ ...charge, ...change })).toBeNull();
});

test('the checksum is CRC16-CCITT-FALSE over everything before it', () => {
	expect(crc16('123456789')).toBe('29B1');
	for (const amountCents of [1, 999, 12990, 100000]) {
		const code = pixBrCode({ ...charge, amountCents }) ?? '';
		expect(code.slice(-8, -4)).toBe('6304');
		expect(code.slice(-4)).toBe(crc16(code.slice(0, -4)));
	}
});

type Fields = { [id: string]: string | Fields };

function fields(code: string | null): Fields {
	const found: Fields = {};
	let rest = code ?? '';
	while (rest) {
		const id = rest.slice(0, 2);
		const value = rest.slice(4, 4 + Number(rest.slice(2, 4)));
		found[id] = ['26', '62'].includes(id) ? fields(value) : value;
		rest = rest.slice(4 + value.length);
	}
	return found;
}

/** Bit by bit, straight from the definition: polynomial 1021, start FFFF, no reflection, no final xor. */
function crc16(text: string): string {
	let register = 0xffff;
	for (const character of text) {
		register ^= character.charCodeAt(0) << 8;
		for (let bit = 0; bit < 8; bit++) {
			register = register & 0x8000 ? ((register << 1) ^ 0x1021) & 0xffff : (register << 1) & 0xffff;
		}
	}
	return register.toString(16).toUpperCase().padStart(4, '0');
}
