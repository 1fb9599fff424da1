import type { RequestEvent } from '@sveltejs/kit';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import { tooManyTries } from '#lib/server/address-limit.ts';
import type { Db } from '#lib/server/db.ts';
import { addressKey, createTokenBuckets } from '#lib/server/token-buckets.ts';
import { payablePix } from './payable-code.server.ts';
import type { Payable } from './payable.ts';
import type { Paper } from './paper/paper.ts';

/** A page that stands open asks six times a minute; several people may share an address. */
const take = createTokenBuckets({
	capacity: 300,
	refillMs: 5 * 60_000,
	mostKeys: 50_000,
	now: () => performance.now()
});

/** The address is a key: no other site may learn it, no search engine may list it, no cache keep it. */
export const secretPageHeaders = {
	'referrer-policy': 'same-origin',
	'cache-control': 'private, no-store',
	'x-robots-tag': 'noindex, nofollow'
};

/**
 * The invoice behind a public link.
 * @throws DomainError pay_link_not_found (404) for a link that is unknown or was replaced, too_many_tries_wait (429)
 */
export async function getPayable(event: RequestEvent): Promise<Payable> {
	const waitMs = take(addressKey(event.getClientAddress()));
	if (waitMs > 0) throw tooManyTries(Math.ceil(waitMs / 1000));
	const payable = camelKeys(
		unwrap(
			await event.locals.db.rpc('show_payable', { token: event.params.token ?? '' }),
			'or null'
		)
	) as Payable | null;
	if (!payable) throw new DomainError('pay_link_not_found', 404);
	return payable;
}

/** @throws DomainError pay_link_not_found (404) */
export async function setReminders(db: Db, token: string, wanted: boolean): Promise<void> {
	const answer = unwrap(await db.rpc('set_reminders_by_link', { token, wanted }), 'or null');
	if (!answer) throw new DomainError('pay_link_not_found', 404);
}

/** The paper of an invoice for whoever has its link: without the payer's document and address, which are not theirs to see. */
export async function paperOfPayable(payable: Payable, payUrl: string): Promise<Paper> {
	const pix = await payablePix(payable, payable.pix, payable.charge);
	return {
		...payable,
		payee: payable.reseller,
		payer: [payable.clientName],
		pixCode: pix?.code ?? null,
		boletoLine: payable.charge?.boletoLine ?? null,
		payUrl
	};
}
