import { json } from '@sveltejs/kit';
import { findDuplicates } from '#lib/clients/form/save-client.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { isUuid } from '#lib/format/uuid.ts';

const mostBytes = 20_000;

/** Clients that may be the same as the one being filled in: `{fields, exceptId}`. A body, since documents have no place in addresses. */
export async function POST({ locals, request }) {
	const asked = await readQuery(request);
	if (!asked) return new Response(null, { status: 422 });
	try {
		return json(await findDuplicates(locals.db, asked.fields, asked.exceptId));
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		return json({ message: errorText(error), code: error.code }, { status: error.status });
	}
}

async function readQuery(
	request: Request
): Promise<{ fields: object; exceptId: string | null } | null> {
	if (Number(request.headers.get('content-length')) > mostBytes) return null;
	try {
		const { fields, exceptId } = (await request.json()) as Record<string, unknown>;
		if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return null;
		return { fields, exceptId: typeof exceptId === 'string' && isUuid(exceptId) ? exceptId : null };
	} catch {
		// No JSON, or more of it than the server reads.
		return null;
	}
}
