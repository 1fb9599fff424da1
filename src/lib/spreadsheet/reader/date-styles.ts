import { readXml } from './read-xml.ts';
import type { ZipParts } from './zip-parts.ts';

/** Built-in formats that show days or times. @see ECMA-376 part 1, 18.8.30 numFmt */
const builtIn = [
	[14, 22],
	[27, 36],
	[45, 47],
	[50, 58]
] as const;

/** For each style of a cell, in their order, whether it shows days or times. */
export async function readDateStyles(zip: ZipParts, path: string): Promise<boolean[]> {
	const custom = new Map<number, boolean>();
	const styles: boolean[] = [];
	let isInCells = false;
	const parts = readXml(zip.read(path), {
		open(name, attributes) {
			if (name === 'numFmt')
				custom.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
			if (name === 'cellXfs') isInCells = true;
			if (name === 'xf' && isInCells) {
				const id = Number(attributes.numFmtId ?? 0);
				styles.push(custom.get(id) ?? builtIn.some(([from, to]) => id >= from && id <= to));
			}
		},
		close(name) {
			if (name === 'cellXfs') isInCells = false;
		},
		text() {}
	});
	for await (const _ of parts);
	return styles;
}

/** Whether something of a day or a time is left in a format without its literal text, colours and currencies. */
export function isDateFormat(code: string): boolean {
	const bare = code.replace(/"[^"]*"|\\.|[_*]./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
	return /[dmyhs]/i.test(bare);
}
