import { redirect } from '@sveltejs/kit';
import { payablePix } from '#lib/billing/payable-code.server.ts';
import { getPayable, secretPageHeaders } from '#lib/billing/payables.server.ts';
import { cookieName, getLocale } from '#lib/paraglide/runtime.js';

export async function load(event) {
	const { cookies, setHeaders, url } = event;
	setHeaders(secretPageHeaders);
	const { pix: account, ...payable } = await getPayable(event);
	// Whoever is billed in English reads on in English, until they choose otherwise.
	if (!cookies.get(cookieName) && payable.locale !== getLocale() && !url.searchParams.has('in')) {
		cookies.set(cookieName, payable.locale, { path: '/', httpOnly: false, sameSite: 'lax' });
		redirect(303, `${url.pathname}?in=${payable.locale}`);
	}
	return { payable, pix: await payablePix(payable, account, payable.charge) };
}
