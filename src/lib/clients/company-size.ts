import { m } from '#lib/paraglide/messages.js';
import { companySizes } from './client.ts';

export function companySizeText(size: string): string {
	if (size === '1') return m.clients_size_1();
	if (size.endsWith('+')) return m.clients_size_over({ count: size.slice(0, -1) });
	return m.clients_size_people({ range: size.replace('-', '–') });
}

export function companySizeOptions(): { value: string; label: string }[] {
	return companySizes.map((value) => ({ value, label: companySizeText(value) }));
}
