import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { findCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { exportFileName } from '#lib/clients/export/export-file-name.ts';
import { exportClients } from '#lib/clients/export/export.server.ts';
import { totalHeader } from '#lib/clients/export/export.ts';
import { filterOf, readListState, type ClientFilter } from '#lib/clients/list/filter.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { dateIn } from '#lib/format/dates.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { readJson } from '#lib/server/read-json.ts';
import { restAccess } from '#lib/server/rest-access.ts';
import { xlsxContentType } from '#lib/spreadsheet/workbook.ts';

const mostIds = 1000;
const exportRequest = z.object({
	id: z.guid(),
	/** Of the list's address; only its order counts when clients are named. */
	query: z.string().max(4000),
	ids: z.array(z.guid()).min(1).max(mostIds).optional()
});

/** The list of these filters as a sheet: a link that needs no script. */
export async function GET(event) {
	return sheet(event, newUuid(), event.url.searchParams);
}

/** The same, or the clients that are named, for a page that follows it under its id. */
export async function POST(event) {
	const { id, query, ids } = await readJson(event.request, exportRequest);
	return sheet(event, id, new URLSearchParams(query), ids && { ids });
}

/** Whoever only asks for the headers takes nothing out, so nothing is written down. */
export function HEAD() {
	return new Response(null, { headers: { 'content-type': xlsxContentType } });
}

async function sheet(
	event: RequestEvent,
	id: string,
	query: URLSearchParams,
	named?: ClientFilter
): Promise<Response> {
	const { db } = event.locals;
	const account = await findCurrentAccount(db);
	if (!account) throw new DomainError('account_not_found', 404);
	const { slug, time_zone: timeZone } = account.reseller;
	const { filters, sort, isDescending } = readListState(query);
	const filter = named ?? filterOf(filters);
	const access = await restAccess(event);
	const { total, body } = await exportClients(db, {
		id,
		filter,
		sort,
		isDescending,
		timeZone,
		access
	});
	const name = exportFileName(slug, dateIn(timeZone, new Date()));
	return new Response(body, {
		headers: {
			'content-type': xlsxContentType,
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'no-store',
			[totalHeader]: String(total)
		}
	});
}
