import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { makeTenant, type Member, type Platform, type Tenant } from '../../support/world.ts';
import { test as journey } from './journey.ts';
import { membershipOf } from './people.ts';
import type { Route } from './routes.ts';

/** A tenant with what only stands in addresses. */
export interface KnownTenant extends Tenant {
	/** Membership of the finance member in the team. */
	teamUserId: string;
	/** Membership of the client's user with every level. */
	clientUserId: string;
}

interface AttackersHave {
	own: KnownTenant;
	foreign: KnownTenant;
	/** A page that never goes anywhere, for reading HTML. */
	reader: Page;
}

/** Two whole tenants, made once for all who attack one with what belongs to the other. */
export const test = journey.extend<object, AttackersHave>({
	reader: [
		async ({ browser }, use) => {
			const page = await browser.newPage();
			await use(page);
			await page.close();
		},
		{ scope: 'worker' }
	],
	own: [({ platform }, use) => lend(platform, 'propria', use), { scope: 'worker' }],
	foreign: [({ platform }, use) => lend(platform, 'alheia', use), { scope: 'worker' }]
});

async function lend(
	platform: Platform,
	name: string,
	use: (tenant: KnownTenant) => Promise<void>
): Promise<void> {
	await use(await makeKnownTenant(platform, name));
}

export async function makeKnownTenant(platform: Platform, name: string): Promise<KnownTenant> {
	const tenant = await makeTenant(platform, name);
	return {
		...tenant,
		teamUserId: await membershipOf(tenant.staff.finance),
		clientUserId: await membershipOf(tenant.clientUser)
	};
}

/**
 * What stands in the parameters of a route that shows something of this tenant: once for each door of the portal where
 * the route has one, else once.
 */
export function parameterSets(tenant: KnownTenant, route: Route): Record<string, string>[] {
	const values = {
		reseller: tenant.slug,
		clientId: tenant.clientId,
		subscriptionId: tenant.subscriptionId,
		change: 'cancel',
		invoiceId: tenant.invoiceId,
		onboarding: tenant.onboardingId,
		planId: tenant.planId,
		impersonation: tenant.impersonationId,
		userId: route.params.includes('clientId') ? tenant.clientUserId : tenant.teamUserId,
		exportId: tenant.exportId,
		importId: tenant.importId,
		bankStatementId: tenant.statementId,
		agencyStatementId: tenant.agencyStatementId,
		endpointId: tenant.webhookEndpointId,
		deliveryId: tenant.webhookDeliveryId,
		purchaseId: tenant.sessionPurchaseId,
		code: '01310100',
		missing: 'nowhere',
		// Only its holder knows it; this one leads nowhere.
		token: randomUUID(),
		signUp: randomUUID()
	};
	if (!route.params.includes('door')) return [values];
	return [
		{ ...values, door: 'c', account: tenant.clientId },
		{ ...values, door: 'as', account: tenant.impersonationId }
	];
}

/** Whoever may do everything that the route offers. */
export function entitledTo(
	route: Route,
	parameters: Record<string, string>,
	tenant: KnownTenant
): Member {
	if (parameters.door === 'c') return tenant.clientUser;
	return parameters.door === 'as' || route.params.includes('impersonation')
		? tenant.impersonator
		: tenant.staff.owner;
}

/** Parameters that name something of a tenant, and not a way. */
export const tenantParams = ({ params }: Route) =>
	params.filter((name) => !['door', 'token', 'signUp', 'missing', 'code', 'change'].includes(name));
