const missing = new Set(['42P01', '3F000', '42703']);

/** True when the extension that owns a table is not (or no longer) installed in the database. */
export function isExtensionMissing(error: unknown): boolean {
	return missing.has(String((error as { code?: unknown }).code));
}
