import type { Address } from '#lib/postal-codes/address.ts';
import type { ClientForm } from '../client-schema.ts';

/** What a CEP may tell, by the names of the form's fields. */
export const parts = ['street', 'district', 'city', 'state'] as const;
type Part = (typeof parts)[number];
type Known = Pick<ClientForm, Part>;

/** Those parts of the address that the form does not have yet. */
export function emptyParts(form: Known, address: Address): Partial<Address> {
	return Object.fromEntries(
		parts
			.filter((part) => address[part] !== '' && form[part].trim() === '')
			.map((part) => [part, address[part]])
	) as Partial<Address>;
}

/** Whether the form says something else than the address, spelling aside. */
export function differsFrom(form: Known, address: Address): boolean {
	return parts.some(
		(part) => address[part] !== '' && form[part] !== '' && bare(form[part]) !== bare(address[part])
	);
}

/** In the order of an envelope: `Avenida Paulista, Bela Vista, São Paulo – SP`. */
export function addressText({ street, district, city, state }: Partial<Address>): string {
	const town = [city, state].filter(Boolean).join(' – ');
	return [street, district, town].filter(Boolean).join(', ');
}

function bare(text: string): string {
	return text
		.normalize('NFD')
		.replace(/[^\p{L}\p{N}]/gu, '')
		.toLowerCase();
}
