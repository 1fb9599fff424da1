import { readCursor, writeCursor } from '#lib/clients/client-cursor.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { ImpersonationForm } from './impersonation-schema.ts';
import type { Impersonation } from './impersonation.ts';

const columns =
	'id, actorId:actor_id, reason, startedAt:started_at, expiresAt:expires_at, endedAt:ended_at, endReason:end_reason, actor:people!impersonations_actor_id_fkey(name), actorMember:memberships!impersonations_reseller_id_actor_membership_id_fkey(name), subject:people!impersonations_subject_id_fkey(name, email), subjectMember:memberships!impersonations_reseller_id_subject_membership_id_fkey(name)' as const;

type Row = Omit<Impersonation, 'actorName' | 'subjectName' | 'subjectEmail'> & {
	actor: { name: string };
	actorMember: { name: string | null };
	subject: { name: string; email: string };
	subjectMember: { name: string | null };
};

const pageSize = 30;

/** Who is inside a client right now, by "Logar como", latest first. */
export async function listOpenImpersonations(
	db: Db,
	resellerId: string,
	clientId: string
): Promise<Impersonation[]> {
	const rows = unwrap(
		await db
			.from('impersonations')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.is('ended_at', null)
			.gt('expires_at', 'now')
			.order('started_at', { ascending: false })
			.order('id', { ascending: false })
			.overrideTypes<Row[], { merge: false }>()
	);
	return rows.map(impersonation);
}

export interface AccessPage {
	accesses: Impersonation[];
	/** Where the next page begins, for the address; null on the last one. */
	next: string | null;
}

/**
 * Who entered a client, latest first.
 * @param after `next` of the page before; null, or text that is none: from the start
 */
export async function listAccesses(
	db: Db,
	resellerId: string,
	clientId: string,
	after: string | null
): Promise<AccessPage> {
	const cursor = readCursor(after);
	let query = db
		.from('impersonations')
		.select(columns)
		.eq('reseller_id', resellerId)
		.eq('client_id', clientId);
	if (cursor) {
		const at = `"${cursor.createdAt}"`;
		query = query
			.lte('started_at', cursor.createdAt)
			.or(`started_at.lt.${at},and(started_at.eq.${at},id.lt.${cursor.id})`);
	}
	const rows = unwrap(
		await query
			.order('started_at', { ascending: false })
			.order('id', { ascending: false })
			.limit(pageSize + 1)
			.overrideTypes<Row[], { merge: false }>()
	);
	const shown = rows.slice(0, pageSize);
	const last = rows.length > pageSize ? shown.at(-1) : undefined;
	return {
		accesses: shown.map(impersonation),
		next: last ? writeCursor({ createdAt: last.startedAt, id: last.id }) : null
	};
}

/**
 * Opens 30 minutes in the place of a client's user. Idempotent by `id`.
 * @throws DomainError member_not_found (404), member_inactive (409), impersonation_reason_required at its field,
 * request_id_reused (409), not_permitted (403)
 */
export async function startImpersonation(
	db: Db,
	membershipId: string,
	form: ImpersonationForm
): Promise<void> {
	try {
		unwrap(await db.rpc('start_impersonation', { ...form, membership_id: membershipId }));
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const { code, status, params } = error;
		if (code === 'impersonation_reason_required')
			throw new DomainError(code, status, { ...params, field: 'reason' });
		// The words of the invitation's form would not fit here.
		if (code === 'member_inactive') throw new DomainError('impersonation_inactive', status);
		throw error;
	}
}

/** Ends one's own impersonation at once; a foreign one stays. */
export async function endImpersonation(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('end_impersonation', { id }), 'or null');
}

function impersonation({ actor, actorMember, subject, subjectMember, ...row }: Row): Impersonation {
	return {
		...row,
		actorName: actorMember.name ?? actor.name,
		subjectName: subjectMember.name ?? subject.name,
		subjectEmail: subject.email
	};
}
