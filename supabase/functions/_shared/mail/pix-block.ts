import { pixBrCode } from '#lib/billing/pix.ts';
import { qrCodePng } from '#lib/billing/qr-code.ts';
import { formatMoney } from './formats.ts';
import { markup, type Html } from './html.ts';
import { openCents } from './invoice-parts.ts';
import { invoiceWords } from './invoice-words.ts';
import type { InlineImage } from './logo.ts';
import type { InvoiceMail } from './mail-data.ts';
import { copyBox, note, paragraph, subheading } from './parts.ts';

export interface HowToPay {
	html: Html[];
	text: string[];
	images: InlineImage[];
	preheader: string | null;
}

/**
 * Pix where the reseller has a key that banks accept, or its gateway a code; the line of a boleto; else whom to ask.
 * Nothing when nothing is open.
 */
export async function howToPay(data: InvoiceMail): Promise<HowToPay> {
	if (openCents(data) <= 0) return { html: [], text: [], images: [], preheader: null };
	const code = data.charge?.pix_code ?? ownCode(data);
	const boleto = boletoBlock(data);
	if (!code && boleto) return { ...boleto, images: [], preheader: null };
	if (!code) return askReseller(data);
	const pix = await payByPix(data, code, payeeOf(data));
	if (!boleto) return pix;
	return { ...pix, html: [...pix.html, ...boleto.html], text: [...pix.text, '', ...boleto.text] };
}

/** Whose name the bank's app will show. */
function payeeOf({ charge, pix, brand }: InvoiceMail): string {
	return charge?.pix_code || !pix ? brand.name : pix.merchant_name;
}

/** Straight to the reseller's key: the amount is that of today, late charges included. */
function ownCode(data: InvoiceMail): string | null {
	if (!data.pix) return null;
	return pixBrCode({
		key: data.pix.key,
		merchantName: data.pix.merchant_name,
		merchantCity: data.pix.merchant_city,
		amountCents: openCents(data),
		txid: data.invoice.pix_txid
	});
}

function boletoBlock({ charge, locale }: InvoiceMail): Pick<HowToPay, 'html' | 'text'> | null {
	if (!charge?.boleto_line) return null;
	const { boleto } = invoiceWords[locale];
	return {
		html: [subheading(boleto), copyBox(charge.boleto_line)],
		text: [`${boleto}:`, charge.boleto_line]
	};
}

async function payByPix(data: InvoiceMail, code: string, payee: string): Promise<HowToPay> {
	const say = invoiceWords[data.locale];
	const amount = formatMoney(data.locale, openCents(data));
	const steps = say.pixSteps(payee);
	const image = {
		cid: 'pix',
		filename: 'pix.png',
		contentType: 'image/png',
		content: await qrCodePng(code)
	};
	return {
		preheader: say.pixPreheader(amount),
		images: [image],
		html: [
			subheading(say.pixTitle),
			markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="stack" width="208" valign="top" style="width:208px;padding:0 24px 16px 0"><img src="cid:pix" width="200" height="200" alt="${say.pixAlt(amount)}" style="display:block;width:200px;height:200px;border:1px solid #e5e1d8;border-radius:10px;background-color:#ffffff"></td>
<td class="stack" valign="top" style="padding:0 0 16px">${steps.map(step)}</td>
</tr></table>`,
			markup`<p class="ink" style="margin:0 0 8px;font-size:15px;line-height:22px;font-weight:600;color:#1d1b17">${say.pixCode}</p>`,
			copyBox(code),
			note(say.afterPix(data.brand.name))
		],
		text: [
			say.pixTitle,
			...steps.map((text, index) => `${index + 1}. ${text}`),
			'',
			`${say.pixCode}:`,
			code,
			'',
			say.afterPix(data.brand.name)
		]
	};
}

function step(text: string, index: number): Html {
	return markup`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 12px"><tr>
<td class="ink" width="28" valign="top" style="width:28px;font-size:15px;line-height:22px;font-weight:700;color:#1d1b17">${index + 1}. </td>
<td class="ink" valign="top" style="font-size:15px;line-height:22px;color:#1d1b17">${text}</td>
</tr></table>`;
}

function askReseller({ locale, brand }: InvoiceMail): HowToPay {
	const say = invoiceWords[locale];
	const text = brand.reply_to
		? say.replyToPay(brand.name, brand.reply_to)
		: say.contactToPay(brand.name);
	return {
		preheader: null,
		images: [],
		html: [subheading(say.otherTitle), paragraph(text)],
		text: [say.otherTitle, text]
	};
}
