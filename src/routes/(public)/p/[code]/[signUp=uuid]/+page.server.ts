import { pixBrCode } from '#lib/billing/pix.ts';
import { qrCodeSvg } from '#lib/billing/qr-code.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { SignedUp } from '#lib/plans/sign-up/public-plan.ts';
import { findSignedUp } from '#lib/plans/sign-up/sign-up.server.ts';
import { limitTries } from '#lib/server/address-limit.ts';

export async function load(event) {
	const { locals, params, setHeaders } = event;
	// The address is a key: no other site may learn it, no search engine may list it.
	setHeaders({
		'referrer-policy': 'same-origin',
		'cache-control': 'private, no-store',
		'x-robots-tag': 'noindex, nofollow'
	});
	const signedUp = await findSignedUp(locals.db, params.signUp);
	if (!signedUp) {
		limitTries(event, 'link');
		throw new DomainError('sign_up_not_available', 404);
	}
	return { signedUp, pix: await pixOf(signedUp) };
}

async function pixOf({ invoice, pix }: SignedUp) {
	if (!invoice || invoice.open_cents <= 0) return null;
	const code =
		pix &&
		pixBrCode({
			key: pix.key,
			merchantName: pix.merchant_name,
			merchantCity: pix.merchant_city,
			amountCents: invoice.open_cents,
			txid: invoice.pix_txid
		});
	return { code, qrCode: code && (await qrCodeSvg(code)) };
}
