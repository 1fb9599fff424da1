import { unescaped } from './cell-value.ts';
import { readXml } from './read-xml.ts';
import type { ZipParts } from './zip-parts.ts';

/** The texts that cells refer to by number; how they are pronounced (`rPh`) is left out. */
export async function readSharedStrings(zip: ZipParts, path: string): Promise<string[]> {
	const strings: string[] = [];
	let text = '';
	let isText = false;
	let isPhonetic = false;
	const parts = readXml(zip.read(path), {
		open(name) {
			if (name === 'si') text = '';
			if (name === 'rPh') isPhonetic = true;
			if (name === 't') isText = !isPhonetic;
		},
		close(name) {
			if (name === 'si') strings.push(unescaped(text));
			if (name === 'rPh') isPhonetic = false;
			if (name === 't') isText = false;
		},
		text(found) {
			if (isText) text += found;
		}
	});
	for await (const _ of parts);
	return strings;
}
