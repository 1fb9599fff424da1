import { resolve } from '$app/paths';
import type { Address } from './address.ts';

/** Asks this app for the address of a CEP. @returns null when it is not known; it never fails */
export async function findAddress(code: string, signal: AbortSignal): Promise<Address | null> {
	try {
		const response = await fetch(resolve('/postal-codes/[code]', { code }), { signal });
		return response.status === 200 ? ((await response.json()) as Address) : null;
	} catch {
		// No connection, or asked no longer: the address is typed by hand.
		return null;
	}
}
