import { crc32 } from 'node:zlib';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { SheetLimits } from '../sheet-limits.ts';
import { expandsTooFar, unreadable } from './refusals.ts';

export interface ZipParts {
	has(path: string): boolean;
	/** The bytes of a part, as they unfold. */
	read(path: string): AsyncGenerator<Uint8Array, void>;
}

const mostEntries = 5_000;

/**
 * The parts of a zip file. What unfolds is counted while it unfolds, over all parts: what the file says about sizes is
 * not believed.
 * @throws DomainError spreadsheet_unreadable, spreadsheet_encrypted, spreadsheet_expands_too_far
 */
export async function openZip(
	bytes: Uint8Array,
	{ expandedBytes }: Pick<SheetLimits, 'expandedBytes'>
): Promise<ZipParts> {
	const [zip, entries] = await listEntries(bytes);
	let expanded = 0;
	return {
		has: (path) => entries.has(path.toLowerCase()),
		async *read(path) {
			const entry = entries.get(path.toLowerCase());
			if (!entry) throw unreadable();
			if (entry.isEncrypted()) throw new DomainError('spreadsheet_encrypted');
			const stream = await zip.openReadStreamPromise(entry).catch(asUnreadable);
			let checksum = 0;
			try {
				for await (const chunk of stream as AsyncIterable<Buffer>) {
					expanded += chunk.byteLength;
					if (expanded > expandedBytes) throw expandsTooFar();
					checksum = crc32(chunk, checksum);
					yield chunk;
				}
			} catch (error) {
				if (error instanceof DomainError) throw error;
				asUnreadable();
			} finally {
				stream.destroy();
			}
			if (checksum !== entry.crc32) throw unreadable();
		}
	};
}

/** By path, in lower case: the format does not tell them apart. */
async function listEntries(bytes: Uint8Array): Promise<[ZipFile, Map<string, Entry>]> {
	try {
		const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
			lazyEntries: true
		});
		const entries = new Map<string, Entry>();
		if (zip.entryCount > mostEntries) throw unreadable();
		for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
		return [zip, entries];
	} catch {
		throw unreadable();
	}
}

/** What the library says of a broken file is not for people. */
function asUnreadable(): never {
	throw unreadable();
}
