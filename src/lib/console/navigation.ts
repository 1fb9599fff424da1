import Users from '@lucide/svelte/icons/users';
import UsersRound from '@lucide/svelte/icons/users-round';
import type { Component } from 'svelte';
import { resolve } from '$app/paths';
import { m } from '#lib/paraglide/messages.js';

export interface NavigationItem {
	href: string;
	label: string;
	icon: Component<{ class?: string }>;
}

/** Where the console leads. An area is listed once it works. */
export function consoleNavigation(reseller: string): NavigationItem[] {
	return [
		{
			href: resolve(`/r/${reseller}/clients` as '/'),
			label: m.console_nav_clients(),
			icon: Users
		},
		{
			href: resolve(`/r/${reseller}/team` as '/'),
			label: m.console_nav_team(),
			icon: UsersRound
		}
	];
}
