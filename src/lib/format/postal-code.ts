/** A CEP as stored: eight figures, or null. */
export function parsePostalCode(text: string): string | null {
	const figures = text.replace(/[\s.-]/g, '');
	return /^\d{8}$/.test(figures) ? figures : null;
}

/** `01310-100`; works on what has been typed so far. */
export function formatPostalCode(text: string): string {
	const figures = text.replace(/[\s.-]/g, '');
	return figures.length > 5 ? `${figures.slice(0, 5)}-${figures.slice(5)}` : figures;
}
