/** The cells of a CSV file as a spreadsheet reads them (RFC 4180), whichever separator its first line has. */
export function cellsOf(file: string): string[][] {
	const text = file.replace(/^\uFEFF/, '');
	const separator = /^[^\n]*;/.test(text) ? ';' : ',';
	const rows: string[][] = [[]];
	let cell = '';
	let isQuoted = false;
	const endCell = () => {
		rows.at(-1)!.push(cell);
		cell = '';
	};
	for (let at = 0; at < text.length; at++) {
		const sign = text[at]!;
		if (isQuoted && sign === '"' && text[at + 1] === '"') cell += text[++at];
		else if (sign === '"') isQuoted = !isQuoted;
		else if (isQuoted) cell += sign;
		else if (sign === separator) endCell();
		else if (sign === '\n') {
			endCell();
			rows.push([]);
		} else if (sign !== '\r') cell += sign;
	}
	endCell();
	return rows.filter((row) => row.some(Boolean));
}
