/** One bare address, nothing that a header or an envelope could read as two. Whether it exists, its server knows. */
export function isAddress(text: string): boolean {
	return text.length <= 254 && /^[^\s@<>,;:"()\\]+@[^\s@<>,;:"()\\]+$/.test(text);
}
