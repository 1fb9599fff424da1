/** Whether the text is a UUID in the form in which Postgres writes it. */
export function isUuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** A random UUID, also on pages served without TLS, where `crypto.randomUUID` does not exist. */
export function newUuid(random: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string {
	const bytes = Uint8Array.from(random);
	// Version 4, variant 1 (RFC 9562 §5.4).
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const figures = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return figures.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
