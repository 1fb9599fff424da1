import {
	RestError,
	invalidPreferences,
	mismatchedPut,
	notSingular,
	tooManyAffected
} from '../errors.ts';
import type { Negotiated } from '../media-types.ts';
import type { Mutation } from '../plan/mutate-plan.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { MainRow } from '../sql/main-sql.ts';

/** Looks at what a statement did: an error undoes it and is the answer. */
export type Refusal = (rows: MainRow[]) => RestError | undefined;

/** Asked for one object, anything but one row is refused. */
export function singularRefusal({ format }: Negotiated): Refusal | undefined {
	if (format.kind !== 'object') return undefined;
	return ([row]) => {
		const rows = Number(row!.page_total);
		return rows === 1 ? undefined : notSingular(rows);
	};
}

export function maxAffectedRefusal({ preferences }: ApiRequest): Refusal | undefined {
	const { maxAffected, handling } = preferences;
	if (maxAffected === undefined || handling !== 'strict') return undefined;
	return ([row]) => {
		const rows = Number(row!.page_total);
		return rows > maxAffected ? tooManyAffected(rows) : undefined;
	};
}

export function mutationRefusal(
	request: ApiRequest,
	kind: Mutation,
	negotiated: Negotiated
): Refusal | undefined {
	if (kind === 'upsert-one')
		return ([row]) => (row!.page_total === '1' ? undefined : mismatchedPut());
	const changes = kind === 'update' || kind === 'delete';
	return refuseFirst(
		singularRefusal(negotiated),
		changes ? maxAffectedRefusal(request) : undefined
	);
}

export function refuseFirst(...refusals: (Refusal | undefined)[]): Refusal | undefined {
	const given = refusals.filter((refusal) => refusal !== undefined);
	if (given.length === 0) return undefined;
	return (rows) => given.map((refusal) => refusal(rows)).find((error) => error !== undefined);
}

export function checkPreferences({ preferences }: ApiRequest): void {
	if (preferences.handling === 'strict' && preferences.unknown.length)
		throw invalidPreferences(preferences.unknown);
}

/** Hosted databases load `safeupdate` for the API's role; a library that cannot be loaded here. */
export function checkFiltered(kind: Mutation, filters: number, columns: number): void {
	if (filters > 0 || kind === 'insert' || kind === 'upsert-one') return;
	if (kind === 'update' && columns === 0) return;
	throw new RestError(400, '21000', `${kind.toUpperCase()} requires a WHERE clause`);
}
