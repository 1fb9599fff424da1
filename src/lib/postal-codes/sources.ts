import { readAddress, type Address } from './address.ts';

/** A service that knows CEPs. */
export interface PostalCodeSource {
	url: (code: string) => string;
	/** What it answered with status 200; null when it says that it does not know the CEP. */
	read: (answer: Record<string, unknown>) => Address | null;
}

/** @see https://viacep.com.br */
export function viaCep(base: string): PostalCodeSource {
	return {
		url: (code) => `${base}/ws/${code}/json/`,
		read: ({ logradouro, bairro, localidade, uf }) =>
			readAddress({ street: logradouro, district: bairro, city: localidade, state: uf })
	};
}

/** @see https://brasilapi.com.br/docs#tag/CEP */
export function brasilApi(base: string): PostalCodeSource {
	return {
		url: (code) => `${base}/api/cep/v1/${code}`,
		read: ({ street, neighborhood, city, state }) =>
			readAddress({ street, district: neighborhood, city, state })
	};
}
