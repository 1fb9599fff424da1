import ChartNoAxesCombined from '@lucide/svelte/icons/chart-no-axes-combined';
import Package from '@lucide/svelte/icons/package';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import Building2 from '@lucide/svelte/icons/building-2';
import Landmark from '@lucide/svelte/icons/landmark';
import CreditCard from '@lucide/svelte/icons/credit-card';
import History from '@lucide/svelte/icons/history';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Receipt from '@lucide/svelte/icons/receipt';
import Webhook from '@lucide/svelte/icons/webhook';
import Users from '@lucide/svelte/icons/users';
import UserRoundCog from '@lucide/svelte/icons/user-round-cog';
import type { Component } from 'svelte';
import { resolve } from '$app/paths';
import { m } from '#lib/paraglide/messages.js';

export interface NavigationItem {
	href: string;
	label: string;
	icon: Component<{ class?: string }>;
	/** Two keys, one after the other. */
	shortcut: string;
	/** The other areas lie below it: it is current only by itself. */
	isExact?: boolean;
	/** What else somebody may call it who looks for it. */
	words?: string;
}

/** Where the console leads whoever has these permissions. An area is listed once it works. */
export function consoleNavigation(reseller: string, permissions: string[]): NavigationItem[] {
	const items: NavigationItem[] = [
		{
			href: resolve(`/r/${reseller}` as '/'),
			label: m.figures_title(),
			icon: ChartNoAxesCombined,
			shortcut: 'G V',
			isExact: true,
			words: m.figures_palette_words()
		},
		{
			href: resolve(`/r/${reseller}/clients` as '/'),
			label: m.console_nav_clients(),
			icon: Users,
			shortcut: 'G C'
		},
		{
			href: resolve(`/r/${reseller}/billing/invoices` as '/'),
			label: m.billing_invoices(),
			icon: Receipt,
			shortcut: 'G F'
		},
		{
			href: resolve(`/r/${reseller}/plans` as '/'),
			label: m.plans_title(),
			icon: Package,
			shortcut: 'G P'
		},
		{
			href: resolve(`/r/${reseller}/team` as '/'),
			label: m.console_nav_team(),
			icon: UserRoundCog,
			shortcut: 'G T'
		}
	];
	items.push({
		href: resolve(`/r/${reseller}/billing/run` as '/'),
		label: m.runs_nav(),
		icon: CalendarClock,
		shortcut: 'G R'
	});
	if (permissions.includes('payments.record')) {
		items.push({
			href: resolve(`/r/${reseller}/billing/bank-statements` as '/'),
			label: m.bank_title(),
			icon: Landmark,
			shortcut: 'G E',
			words: m.bank_palette_words()
		});
	}
	items.push({
		href: resolve(`/r/${reseller}/billing/agency` as '/'),
		label: m.agency_title(),
		icon: Building2,
		shortcut: 'G A',
		words: m.agency_palette_words()
	});
	if (permissions.includes('billing.configure')) {
		items.push({
			href: resolve(`/r/${reseller}/billing/gateway` as '/'),
			label: m.gateway_nav(),
			icon: CreditCard,
			shortcut: 'G K',
			words: m.gateway_palette_words()
		});
	}
	if (permissions.includes('api.manage')) {
		items.push({
			href: resolve(`/r/${reseller}/developers` as '/'),
			label: m.developers_title(),
			icon: Webhook,
			shortcut: 'G D',
			words: m.developers_nav_words()
		});
	}
	if (permissions.includes('billing.configure')) {
		items.push({
			href: resolve(`/r/${reseller}/billing/settings` as '/'),
			label: m.dunning_nav(),
			icon: SlidersHorizontal,
			shortcut: 'G S',
			words: m.dunning_palette_words()
		});
	}
	if (permissions.includes('audit.read')) {
		items.push({
			href: resolve(`/r/${reseller}/audit` as '/'),
			label: m.audit_title(),
			icon: History,
			shortcut: 'G H'
		});
	}
	return items;
}
