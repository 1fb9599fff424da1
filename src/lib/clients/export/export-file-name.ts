import { m } from '#lib/paraglide/messages.js';

/** `clientes-veloz-2026-11-22.xlsx`, in the person's language. */
export function exportFileName(reseller: string, today: string): string {
	return `${m.exports_file()}-${reseller}-${today}.xlsx`;
}
