import { resolve } from '$app/paths';
import type { Step } from '#lib/onboarding/onboarding.ts';

export function clientsPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/clients', { reseller });
}

export function clientPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)', { reseller, clientId });
}

export function invoicePath(reseller: string, clientId: string, invoiceId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/invoices/[invoiceId=uuid]', {
		reseller,
		clientId,
		invoiceId
	});
}

export function newClientPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/clients/new', { reseller });
}

export function onboardingPath(reseller: string, onboarding: string, step: Step): string {
	return resolve(`/(console)/r/[reseller]/clients/new/[onboarding=uuid]/${step}`, {
		reseller,
		onboarding
	});
}

export function quickClientPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/clients/quick', { reseller });
}

export function editClientPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/edit', { reseller, clientId });
}

export function duplicatesPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/clients/duplicates', { reseller });
}
