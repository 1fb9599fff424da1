import { isOpen, type InvoiceSummary } from './invoice.ts';
import type { GatewayCharge, PixAccount } from './invoice-details.ts';
import { pixBrCode } from './pix.ts';
import { qrCodeSvg } from './qr-code.ts';

export interface PayablePix {
	/** BR Code text and its QR as an SVG element; null when the reseller has no usable key. */
	code: string | null;
	qrCode: string | null;
}

/**
 * How what is open can be paid by Pix: through the gateway where that has a charge of it (it tells us of the payment),
 * else straight to the reseller's key, with late charges as of today.
 * @returns null when there is nothing to pay
 */
export async function payablePix(
	invoice: Pick<InvoiceSummary, 'status' | 'openCents' | 'pixTxid'>,
	account: PixAccount | null,
	charge: GatewayCharge | null = null
): Promise<PayablePix | null> {
	if (!isOpen(invoice) || invoice.openCents <= 0) return null;
	const code =
		charge?.pixCode ??
		(account && pixBrCode({ ...account, amountCents: invoice.openCents, txid: invoice.pixTxid }));
	return { code: code ?? null, qrCode: code ? await qrCodeSvg(code) : null };
}
