import { json } from '@sveltejs/kit';
import { DomainError } from '#lib/errors/domain-error.ts';
import { uploadedFile } from '#lib/imports/uploaded-file.server.ts';
import { importStatement } from '#lib/statements/statements.server.ts';
import { uploadSchema } from '#lib/statements/upload-schema.ts';
import { requireStatements } from '../require-statements.server.ts';

/** Takes a bank's file in, to be gone through. Nothing is paid by it. */
export async function POST({ locals, request }) {
	const { reseller } = await requireStatements(locals.db);
	const { name, bytes, form } = await uploadedFile(request);
	const plan = uploadSchema.safeParse(parsed(form.get('plan')));
	if (!plan.success) throw new DomainError('statement_columns');
	const { mapping, account } = plan.data;
	return json(
		await importStatement(locals.db, {
			fileName: name,
			bytes,
			timeZone: reseller.time_zone,
			mapping,
			account: account || null
		})
	);
}

function parsed(text: FormDataEntryValue | null): unknown {
	if (text === null) return {};
	try {
		return JSON.parse(String(text));
	} catch {
		return null;
	}
}
