import { DomainError } from '#lib/errors/domain-error.ts';
import { importBytes, importLimits } from './import.ts';

export interface UploadedFile {
	name: string;
	bytes: Uint8Array;
	form: FormData;
}

/** The form around the file takes a little more than the file. */
const mostAround = 500_000;

/**
 * The file of an upload.
 * @throws DomainError spreadsheet_too_large (413), import_file_missing, input_invalid
 */
export async function uploadedFile(request: Request): Promise<UploadedFile> {
	// Told by its length before it is read; one that keeps its length to itself is cut off by the server.
	if (Number(request.headers.get('content-length')) > importBytes + mostAround) throw tooLarge();
	const form = await request.formData().catch((error: unknown) => {
		throw isCutOff(error) ? tooLarge() : new DomainError('input_invalid');
	});
	const file = form.get('file');
	if (!(file instanceof File) || file.name === '') throw new DomainError('import_file_missing');
	if (file.size > importBytes) throw tooLarge();
	return { name: plainName(file.name), bytes: new Uint8Array(await file.arrayBuffer()), form };
}

function tooLarge(): DomainError {
	return new DomainError('spreadsheet_too_large', 413, { megabytes: importLimits.megabytes });
}

function isCutOff(error: unknown): boolean {
	return error instanceof Error && 'status' in error && error.status === 413;
}

/** Without folders and without what cannot be shown. */
function plainName(name: string): string {
	const last = name.split(/[\\/]/).at(-1) ?? '';
	const shown = last.toWellFormed().replace(/\p{Cc}/gu, '');
	return shown.slice(0, 255).trim() || 'file';
}
