import { generatePixPayload } from '@brazilian-utils/brazilian-utils/generate-pix-payload';

export interface PixCharge {
	/** CPF, CNPJ (also alphanumeric), e-mail, mobile phone or random key, masked or bare. */
	key: string;
	/** Accents are dropped; cut after 25 characters. */
	merchantName: string;
	/** Accents are dropped; cut after 15 characters. */
	merchantCity: string;
	amountCents: number;
	/** Any reference of the invoice; comes back in the payer's statement. */
	txid: string;
}

/**
 * The text of a static Pix BR Code ("copia e cola"), which is also what its QR code shows. Paid straight to the key,
 * with no gateway in between: nobody is told of the payment but the holder of the key.
 * @returns null when no bank app could pay it: not a Pix key, no usable name or city, or not a positive amount
 * @see Manual de Padrões para Iniciação do Pix, §1.6 (static BR Code); EMV QRCPS-MPM for the fields
 */
export function pixBrCode({
	key,
	merchantName,
	merchantCity,
	amountCents,
	txid
}: PixCharge): string | null {
	if (!Number.isSafeInteger(amountCents) || amountCents <= 0) return null;
	const transaction = pixTransactionId(txid);
	return generatePixPayload({
		key,
		merchantName,
		merchantCity,
		amount: amountCents / 100,
		...(transaction && { txid: transaction })
	});
}

/**
 * The transaction id that a BR Code may carry.
 * @returns 1 to 25 characters of [A-Za-z0-9], or nothing when nothing usable is left
 * @see Manual de Padrões para Iniciação do Pix, field 62-05
 */
function pixTransactionId(reference: string): string {
	return reference
		.normalize('NFD')
		.replace(/[^A-Za-z0-9]/g, '')
		.slice(0, 25);
}
