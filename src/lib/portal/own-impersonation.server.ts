import { unwrap } from '#lib/errors/database-error.ts';
import { accountHeader, accountHeaderValue } from '#lib/format/account-path.ts';
import type { ImpersonationEnd } from '#lib/impersonations/impersonation.ts';
import type { Db } from '#lib/server/db.ts';

/** An impersonation that is over, for the person whose it was. */
export interface EndedImpersonation {
	reseller: string;
	clientId: string;
	clientName: string;
	subjectName: string;
	endReason: ImpersonationEnd;
}

type Row = {
	client_id: string;
	end_reason: ImpersonationEnd | null;
	client: { name: string; trade_name: string | null };
	subject: { name: string };
	member: { name: string | null };
};

const columns =
	'client_id, end_reason, client:clients(name, trade_name), subject:people!impersonations_subject_id_fkey(name), member:memberships!impersonations_reseller_id_subject_membership_id_fkey(name)' as const;

/**
 * Once it is over the address `/as/<id>` acts as nobody, so the row is asked for as what the person is besides: staff.
 * @param resellers slugs of those whose staff the person is
 * @returns null for an impersonation of somebody else, or of a reseller that the person has left
 */
export async function findEndedImpersonation(
	db: Db,
	id: string,
	actorId: string,
	resellers: string[]
): Promise<EndedImpersonation | null> {
	const found = await Promise.all(
		resellers.map(async (reseller) => ({ reseller, row: await findRow(db, id, actorId, reseller) }))
	);
	for (const { reseller, row } of found) if (row) return ended(reseller, row);
	return null;
}

async function findRow(db: Db, id: string, actorId: string, reseller: string): Promise<Row | null> {
	return unwrap(
		await db
			.from('impersonations')
			.select(columns)
			.eq('id', id)
			.eq('actor_id', actorId)
			.setHeader(accountHeader, accountHeaderValue({ kind: 'reseller', slug: reseller }))
			.maybeSingle()
			.overrideTypes<Row, { merge: false }>(),
		'or null'
	);
}

function ended(reseller: string, { client, client_id, end_reason, member, subject }: Row) {
	return {
		reseller,
		clientId: client_id,
		clientName: client.trade_name ?? client.name,
		subjectName: member.name ?? subject.name,
		// The clock ran out a moment ago: the job that writes it down comes every few seconds.
		endReason: end_reason ?? 'expired'
	} satisfies EndedImpersonation;
}
