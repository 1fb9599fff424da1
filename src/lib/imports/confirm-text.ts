import { m } from '#lib/paraglide/messages.js';
import type { ImportCounts } from './import.ts';

/** "Importar 812 clientes, pular 12, 3 com erro." */
export function confirmText({ new: created, filled, skipped, refused }: ImportCounts): string {
	const parts = [
		created > 0 && m.imports_sum_new({ count: created }),
		filled > 0 && m.imports_sum_fill({ count: filled }),
		skipped > 0 && m.imports_sum_skip({ count: skipped }),
		refused > 0 && m.imports_sum_refused({ count: refused })
	].filter((part) => part !== false);
	return `${parts.join(', ')}.`;
}
