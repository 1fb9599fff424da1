import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { sources } from '#lib/docs/sources.server.ts';
import { requireApi } from '../../webhooks/require-api.server.ts';

/** The client of the usage API as a file. @throws DomainError 404, 403 */
export async function GET({ locals }) {
	requireApi({ account: await requireCurrentAccount(locals.db) });
	return new Response(sources.client, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': 'attachment; filename="balcao-usage.ts"',
			'cache-control': 'private, no-cache'
		}
	});
}
