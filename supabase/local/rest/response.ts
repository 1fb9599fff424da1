import { invalidHeadersSetting, invalidRange, invalidStatusSetting } from './errors.ts';
import type { Negotiated } from './media-types.ts';
import type { Mutation, MutatePlan } from './plan/mutate-plan.ts';
import { isStatus } from './postgres-errors.ts';
import { appliedPreferences, type Preferences } from './preferences.ts';
import type { ApiRequest } from './request/api-request.ts';
import type { MainRow } from './sql/main-sql.ts';

export interface RestResponse {
	status: number;
	headers: Record<string, string | string[]>;
	body: string | Buffer;
}

/** @throws RestError PGRST103 when the offset lies behind the counted rows */
export function readResponse(
	request: ApiRequest,
	table: string,
	negotiated: Negotiated,
	row: MainRow
): RestResponse {
	const { status, contentRange } = rangeStatus(request, row);
	const query = request.canonicalQuery;
	return overridden(row, {
		status,
		headers: {
			'content-range': contentRange,
			'content-location': `/${encodeURIComponent(table)}${query ? `?${query}` : ''}`,
			...contentHeaders(request, negotiated),
			...applied({ ...common(request.preferences) })
		},
		body: row.body ?? ''
	});
}

/** @throws RestError PGRST103 */
export function callResponse(
	request: ApiRequest,
	isVoid: boolean,
	negotiated: Negotiated,
	row: MainRow
): RestResponse {
	const { status, contentRange } = rangeStatus(request, row);
	const headers = {
		'content-range': contentRange,
		...applied({ ...common(request.preferences), maxAffected: request.preferences.maxAffected })
	};
	if (isVoid) return overridden(row, { status: 204, headers, body: '' });
	const body = row.body ?? '';
	const isEncoded = negotiated.format.kind === 'raw' && negotiated.format.isBinary;
	return overridden(row, {
		status,
		headers: { ...headers, ...contentHeaders(request, negotiated) },
		body: isEncoded ? Buffer.from(body, 'base64') : body
	});
}

export function writeResponse(
	request: ApiRequest,
	plan: MutatePlan,
	negotiated: Negotiated,
	row: MainRow
): RestResponse {
	const { preferences } = request;
	const isShown = preferences.returning === 'representation';
	const location = locationHeader(plan.table.name, row.location);
	const range = writtenRange(plan.kind, preferences, Number(row.page_total));
	return overridden(row, {
		status: writtenStatus(plan, preferences, row),
		headers: {
			...(location === undefined ? {} : { location }),
			...(range === undefined ? {} : { 'content-range': range }),
			...(isShown ? contentHeaders(request, negotiated) : {}),
			...applied(writtenPreferences(request, plan))
		},
		body: isShown ? (row.body ?? '') : ''
	});
}

function writtenStatus(plan: MutatePlan, preferences: Preferences, row: MainRow): number {
	const isShown = preferences.returning === 'representation';
	const inserted = Number(row.inserted ?? 0);
	switch (plan.kind) {
		case 'insert':
			return inserted <= 0 && plan.conflict?.action === 'merge' ? 200 : 201;
		case 'upsert-one':
			return isShown ? (inserted > 0 ? 201 : 200) : 204;
		default:
			return isShown ? 200 : 204;
	}
}

function writtenRange(kind: Mutation, { count }: Preferences, rows: number): string | undefined {
	if (kind === 'upsert-one') return undefined;
	const total = count === 'exact' || count === 'estimated' ? BigInt(rows) : null;
	const last = kind === 'update' ? BigInt(rows) - 1n : -1n;
	return contentRange(0n, last, total);
}

function writtenPreferences(request: ApiRequest, plan: MutatePlan): Omit<Preferences, 'unknown'> {
	const { preferences, query } = request;
	const changes = plan.kind === 'update' || plan.kind === 'delete';
	const hasTarget = plan.table.primaryKey.length > 0 || query.onConflict !== undefined;
	return {
		...common(preferences),
		returning: preferences.returning,
		resolution: plan.kind === 'insert' && hasTarget ? preferences.resolution : undefined,
		missing: plan.kind === 'insert' || plan.kind === 'update' ? preferences.missing : undefined,
		maxAffected: changes ? preferences.maxAffected : undefined
	};
}

function common({ count, transaction, handling, timezone }: Preferences) {
	return { count, transaction, handling, timezone };
}

function applied(preferences: Omit<Preferences, 'unknown'>): Record<string, string> {
	const value = appliedPreferences(preferences);
	return value === undefined ? {} : { 'preference-applied': value };
}

function contentHeaders(request: ApiRequest, negotiated: Negotiated): Record<string, string> {
	return {
		'content-type': negotiated.contentType,
		...(request.isProfiled ? { 'content-profile': request.schema } : {})
	};
}

function rangeStatus({ range }: ApiRequest, row: MainRow) {
	const rows = BigInt(row.page_total);
	const total = row.total === null ? null : BigInt(row.total);
	const last = range.offset + rows - 1n;
	const contentRangeValue = contentRange(range.offset, last, total);
	if (total !== null && range.offset > total)
		throw invalidRange(
			`An offset of ${range.offset} was requested, but there are only ${total} rows.`,
			{ 'content-range': contentRangeValue }
		);
	const isPartial = total !== null && rows < total;
	return { status: isPartial ? 206 : 200, contentRange: contentRangeValue };
}

function contentRange(first: bigint, last: bigint, total: bigint | null): string {
	const rows = total !== 0n && first <= last ? `${first}-${last}` : '*';
	return `${rows}/${total ?? '*'}`;
}

function locationHeader(table: string, location: string | null): string | undefined {
	if (location === null) return undefined;
	const keys = Object.entries(JSON.parse(location) as Record<string, string | null>);
	const query = keys.map(
		([name, value]) =>
			`${encodeURIComponent(name)}=${value === null ? 'is.null' : `eq.${encodeURIComponent(value)}`}`
	);
	return `/${encodeURIComponent(table)}?${query.join('&')}`;
}

/** SQL may set headers and status of its answer (`response.headers`, `response.status`). */
function overridden(row: MainRow, response: RestResponse): RestResponse {
	const status = row.status === null ? response.status : settingStatus(row.status);
	return { ...response, status, headers: { ...response.headers, ...settingHeaders(row.headers) } };
}

function settingStatus(text: string): number {
	const status = Number(/^[0-9]{3}$/.test(text) ? text : NaN);
	if (!isStatus(status)) throw invalidStatusSetting();
	return status;
}

function settingHeaders(text: string | null): Record<string, string | string[]> {
	if (text === null) return {};
	const headers: Record<string, string | string[]> = {};
	for (const [name, value] of parseHeaderList(text)) {
		const earlier = headers[name];
		headers[name] = earlier === undefined ? value : [earlier, value].flat();
	}
	return headers;
}

function parseHeaderList(text: string): [string, string][] {
	let list: unknown;
	try {
		list = JSON.parse(text);
	} catch {
		throw invalidHeadersSetting();
	}
	if (!Array.isArray(list)) throw invalidHeadersSetting();
	return list.map((item: unknown) => {
		const pairs = item !== null && typeof item === 'object' ? Object.entries(item) : [];
		const [name, value] = pairs[0] ?? [];
		if (pairs.length !== 1 || typeof value !== 'string' || !isHeader(name!, value))
			throw invalidHeadersSetting();
		return [name!.toLowerCase(), value];
	});
}

function isHeader(name: string, value: string): boolean {
	return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
