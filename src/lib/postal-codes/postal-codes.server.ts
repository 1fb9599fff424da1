import { BRASILAPI_URL, VIACEP_URL } from '$app/env/private';
import type { Address } from './address.ts';
import { createAddressCache } from './address-cache.ts';
import { lookUpPostalCode } from './look-up.ts';
import { brasilApi, viaCep, type PostalCodeSource } from './sources.ts';

const hour = 3_600_000;
const cache = createAddressCache({
	most: 5_000,
	knownMs: 24 * hour,
	// Nobody knew, or nobody could be reached: worth another try before long.
	unknownMs: 60_000,
	now: () => performance.now()
});
const sources: PostalCodeSource[] = [
	...(VIACEP_URL ? [viaCep(VIACEP_URL)] : []),
	...(BRASILAPI_URL ? [brasilApi(BRASILAPI_URL)] : [])
];

/** The address of a CEP, from memory or from the services that the installation names; null when nobody knows. */
export function findPostalCode(code: string): Promise<Address | null> {
	return cache(code, () => lookUpPostalCode(code, { fetch, sources }));
}
