import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { emptyBook, type Book } from './book.ts';
import type { Clock } from './clock.ts';

export interface BookFile {
	book: Book;
	/** To be called after a change; it is written soon. */
	changed(): void;
	/** Writes what is not written yet. */
	close(): Promise<void>;
}

const restMs = 200;

/** The book from the file, if there is one, and a way to keep it there. A file that is cut short is an empty book. */
export async function createBookFile(
	path: string | undefined,
	clock: Clock,
	log: (text: string) => void
): Promise<BookFile> {
	const book = path ? await read(path, log) : emptyBook();
	let callOff: (() => void) | null = null;
	let writing = Promise.resolve();

	function write(): void {
		callOff = null;
		if (!path) return;
		const text = JSON.stringify(book);
		writing = writing.then(() => replace(path, text)).catch((error: Error) => log(error.message));
	}

	return {
		book,
		changed() {
			if (path) callOff ??= clock.after(restMs, write);
		},
		async close() {
			if (callOff) {
				callOff();
				write();
			}
			await writing;
		}
	};
}

async function read(path: string, log: (text: string) => void): Promise<Book> {
	try {
		return { ...emptyBook(), ...JSON.parse(await readFile(path, 'utf8')) };
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code !== 'ENOENT') log(`starting empty: ${message}`);
		return emptyBook();
	}
}

async function replace(path: string, text: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await writeFile(`${path}.new`, text);
	await rename(`${path}.new`, path);
}
