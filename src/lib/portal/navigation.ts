import Building2 from '@lucide/svelte/icons/building-2';
import Gauge from '@lucide/svelte/icons/gauge';
import House from '@lucide/svelte/icons/house';
import ReceiptText from '@lucide/svelte/icons/receipt-text';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import type { Component } from 'svelte';
import { m } from '#lib/paraglide/messages.js';
import { portalSessionsPath } from '#lib/usage/session-paths.ts';
import {
	accessesPath,
	companyPath,
	homePath,
	invoicesPath,
	type Entrance
} from './portal-paths.ts';

export interface PortalArea {
	href: string;
	label: string;
	/** Below an icon on a phone there is room for one word. */
	shortLabel: string;
	icon: Component<{ class?: string }>;
}

/** Where the portal leads this person. What may not be seen is not offered. */
export function portalNavigation(entrance: Entrance, permissions: string[]): PortalArea[] {
	const areas: (PortalArea & { permission?: string })[] = [
		{
			href: homePath(entrance),
			label: m.portal_nav_home(),
			shortLabel: m.portal_nav_home(),
			icon: House
		},
		{
			href: invoicesPath(entrance),
			label: m.portal_nav_invoices(),
			shortLabel: m.portal_nav_invoices(),
			icon: ReceiptText,
			permission: 'portal.invoices.read'
		},
		{
			href: portalSessionsPath(entrance),
			label: m.usage_title(),
			shortLabel: m.usage_title(),
			icon: Gauge,
			permission: 'portal.sessions.read'
		},
		{
			href: companyPath(entrance),
			label: m.portal_nav_company(),
			shortLabel: m.portal_nav_company_short(),
			icon: Building2,
			permission: 'portal.company.read'
		},
		{
			href: accessesPath(entrance),
			label: m.portal_nav_accesses(),
			shortLabel: m.portal_nav_accesses_short(),
			icon: ShieldCheck,
			permission: 'portal.accesses.read'
		}
	];
	return areas.filter(({ permission }) => !permission || permissions.includes(permission));
}
