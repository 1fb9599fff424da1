import { createAsaas } from './asaas/adapter.ts';
import { readAsaasEvent } from './asaas/events.ts';
import type { Gateway, GatewayEvent } from './port.ts';

export type Provider = 'asaas' | 'simulator';

export interface ProviderAccount {
	provider: Provider;
	environment: 'production' | 'sandbox';
	/** Where the simulator listens; null for the others, whose addresses are known. */
	base_url: string | null;
	api_key: string;
}

/** @see docs.asaas.com, "Authentication": a key of the one is refused by the other */
const asaasUrls = {
	production: 'https://api.asaas.com/v3',
	sandbox: 'https://api-sandbox.asaas.com/v3'
};

/** The simulator speaks Asaas' API, so the adapter that is tested is the one that is used. */
export function gatewayOf({ provider, environment, base_url, api_key }: ProviderAccount): Gateway {
	if (provider === 'asaas') return createAsaas(asaasUrls[environment], api_key);
	if (!base_url) throw new Error('the simulator has no address');
	return createAsaas(`${base_url}/v3`, api_key);
}

/** @returns null when the body is no event of that provider */
export function readEvent(_provider: Provider, body: unknown): GatewayEvent | null {
	return readAsaasEvent(body);
}
