import { listAgreements } from '#lib/portal/agreements.server.ts';
import { listNotices } from '#lib/dunning/notice.server.ts';
import { releaseOneself } from '#lib/dunning/release.server.ts';
import { findPixAccount, getInvoice, listInvoices } from '#lib/billing/invoices.server.ts';
import { payablePix } from '#lib/billing/payable-code.server.ts';
import { may } from '#lib/portal/permission.ts';
import { getOverview } from '#lib/usage/usage.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:invoices', 'live:payments', 'live:subscriptions', 'live:trust_releases');
	const { account } = await parent();
	const [resellerId, clientId] = [account.reseller.id, account.client.id];
	const reads = may(account, 'portal.invoices.read');
	const mayPay = may(account, 'portal.invoices.pay');
	const codeOf = async (invoiceId: string) => {
		const [invoice, pixAccount] = await Promise.all([
			getInvoice(locals.db, clientId, invoiceId),
			findPixAccount(locals.db, resellerId)
		]);
		return (await payablePix(invoice, pixAccount, invoice.charge))?.code ?? null;
	};
	const [agreements, invoices, dunning, sessions] = await Promise.all([
		listAgreements(locals.db, { resellerId, clientId }),
		reads ? listInvoices(locals.db, resellerId, clientId) : null,
		reads ? listNotices(locals.db, clientId, mayPay ? codeOf : null) : null,
		may(account, 'portal.sessions.read') ? getOverview(locals.db, clientId) : null
	]);
	return { agreements, invoices, dunning, sessions, mayPay };
}

export const actions = { release: releaseOneself };
