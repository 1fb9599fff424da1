/**
 * A BR Code of a dynamic Pix charge, with a URL that leads nowhere a bank would pay.
 * @see Manual de Padrões para Iniciação do Pix, EMV tags 01, 26, 52 to 63
 */
export function simulatedPixCode(chargeId: string): string {
	const body = [
		field('00', '01'),
		field('01', '12'),
		field('26', field('00', 'br.gov.bcb.pix') + field('25', `simulador.invalid/pix/${chargeId}`)),
		field('52', '0000'),
		field('53', '986'),
		field('58', 'BR'),
		field('59', 'SIMULADOR'),
		field('60', 'NENHUMA'),
		field('62', field('05', '***'))
	].join('');
	return `${body}6304${checksum(`${body}6304`)}`;
}

function field(tag: string, value: string): string {
	return tag + String(value.length).padStart(2, '0') + value;
}

/** CRC-16/CCITT-FALSE */
function checksum(text: string): string {
	let crc = 0xffff;
	for (const byte of Buffer.from(text)) {
		crc ^= byte << 8;
		for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
		crc &= 0xffff;
	}
	return crc.toString(16).toUpperCase().padStart(4, '0');
}
