/** The Pix text of a mail: from its first field to its checksum. */
export function brCodeIn(text: string): string {
	const code = /000201[\s\S]*?6304[0-9A-F]{4}/.exec(text)?.[0];
	if (!code) throw new Error(`no Pix code in: ${text}`);
	return code;
}

/**
 * CRC-16/CCITT-FALSE over everything up to and including `6304`, four hexadecimal digits.
 * @see Manual de Padrões para Iniciação do Pix, §1.6; EMV QRCPS-MPM field 63
 */
export function checksumOf(code: string): string {
	let crc = 0xffff;
	for (const byte of Buffer.from(code.slice(0, -4))) {
		crc ^= byte << 8;
		for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
		crc &= 0xffff;
	}
	return crc.toString(16).toUpperCase().padStart(4, '0');
}
