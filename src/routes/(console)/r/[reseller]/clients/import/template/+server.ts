import { templateFile } from '#lib/imports/template.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { requireImport } from '../require-import.server.ts';

/** An empty sheet with our columns and one row as an example. */
export async function GET({ locals, url }) {
	await requireImport(locals.db);
	const format = url.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx';
	const { body, contentType } = templateFile(format);
	return new Response(body, {
		headers: {
			'content-type': contentType,
			'content-disposition': `attachment; filename="${m.imports_template_file()}.${format}"`,
			'cache-control': 'no-store'
		}
	});
}
