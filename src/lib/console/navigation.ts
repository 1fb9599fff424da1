import History from '@lucide/svelte/icons/history';
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
}

/** Where the console leads whoever has these permissions. An area is listed once it works. */
export function consoleNavigation(reseller: string, permissions: string[]): NavigationItem[] {
	const items: NavigationItem[] = [
		{
			href: resolve(`/r/${reseller}/clients` as '/'),
			label: m.console_nav_clients(),
			icon: Users,
			shortcut: 'G C'
		},
		{
			href: resolve(`/r/${reseller}/team` as '/'),
			label: m.console_nav_team(),
			icon: UserRoundCog,
			shortcut: 'G T'
		}
	];
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
