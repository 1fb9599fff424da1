/** Hands a file that the page holds to the browser's downloads. */
export function saveFile(content: Blob, name: string): void {
	const address = URL.createObjectURL(content);
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	document.body.append(link);
	link.click();
	link.remove();
	// Some browsers begin to read only a while after the click.
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @returns the name in a Content-Disposition header as our server writes it; null when there is none */
export function fileNameOf(disposition: string | null): string | null {
	return /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? null;
}
