import { DomainError } from '#lib/errors/domain-error.ts';
import { stageFile } from '#lib/imports/stage-file.server.ts';
import { stageSchema } from '#lib/imports/stage-schema.ts';
import { uploadedFile } from '#lib/imports/uploaded-file.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { requireImport } from '../require-import.server.ts';

/** Reads a file into the database, to be looked at before anything comes of it. Answers line by line how far it is. */
export async function POST({ locals, request }) {
	await requireImport(locals.db);
	const { name, bytes, form } = await uploadedFile(request);
	const chosen = stageSchema.safeParse(parsed(form.get('plan')));
	if (!chosen.success) throw new DomainError('import_mapping_invalid');
	const news = stageFile(locals.db, { ...chosen.data, fileName: name, bytes, locale: getLocale() });
	const encoder = new TextEncoder();
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			const { value, done } = await news.next();
			if (done) return controller.close();
			controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
		},
		async cancel() {
			await news.return();
		}
	});
	return new Response(body, {
		headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
	});
}

function parsed(text: FormDataEntryValue | null): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		return null;
	}
}
