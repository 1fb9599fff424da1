import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right';
import FileUp from '@lucide/svelte/icons/file-up';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import LogOut from '@lucide/svelte/icons/log-out';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import PackagePlus from '@lucide/svelte/icons/package-plus';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Sun from '@lucide/svelte/icons/sun';
import UserPlus from '@lucide/svelte/icons/user-plus';
import UserRound from '@lucide/svelte/icons/user-round';
import UserRoundPlus from '@lucide/svelte/icons/user-round-plus';
import { setMode } from 'mode-watcher';
import { resolve } from '$app/paths';
import { newClientPath } from '#lib/clients/client-paths.ts';
import { consoleNavigation } from '#lib/console/navigation.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale, setLocale } from '#lib/paraglide/runtime.js';
import { newMemberPath, permissionsPath } from '#lib/users/user-paths.ts';
import type { PaletteAction } from './actions.svelte.ts';

export interface ConsoleDeeds {
	/** Absent where there is no other account. */
	switchAccount?: () => void;
	showShortcuts: () => void;
	signOut: () => void;
}

/** The areas of the console that this person has. */
export function navigationActions(reseller: string, permissions: string[]): PaletteAction[] {
	return consoleNavigation(reseller, permissions).map(({ href, label, icon, shortcut, words }) => ({
		href,
		label,
		icon,
		shortcut,
		keywords: words ? `${m.palette_go_to()} ${words}` : m.palette_go_to()
	}));
}

/** What can be done from anywhere in the console. */
export function consoleActions(
	reseller: string,
	permissions: string[],
	{ switchAccount, showShortcuts, signOut }: ConsoleDeeds
): PaletteAction[] {
	const may = (permission: string) => permissions.includes(permission);
	const actions: (PaletteAction | false | undefined)[] = [
		may('clients.write') && {
			label: m.clients_new(),
			icon: UserPlus,
			href: newClientPath(reseller),
			shortcut: 'N',
			keywords: m.palette_new_client_words()
		},
		may('plans.write') && {
			label: m.plans_create(),
			icon: PackagePlus,
			href: resolve(`/r/${reseller}/plans/new` as '/'),
			keywords: m.palette_plan_words()
		},
		may('clients.import') && {
			label: m.palette_import(),
			icon: FileUp,
			href: resolve(`/r/${reseller}/clients/import` as '/'),
			keywords: m.palette_import_words()
		},
		may('team.manage') && {
			label: m.palette_invite(),
			icon: UserRoundPlus,
			href: newMemberPath(reseller),
			keywords: m.palette_invite_words()
		},
		{
			label: m.palette_permissions(),
			icon: ShieldCheck,
			href: permissionsPath(reseller),
			keywords: m.palette_permissions_words()
		},
		switchAccount && {
			label: m.console_switch_account(),
			icon: ArrowLeftRight,
			onselect: switchAccount,
			shortcut: 'T',
			keywords: m.palette_switch_words()
		},
		{
			label: m.accounts_me(),
			icon: UserRound,
			href: resolve('/(signed-in)/me'),
			keywords: m.palette_me_words()
		},
		...themes(),
		language(),
		{
			label: m.common_shortcuts(),
			icon: Keyboard,
			onselect: showShortcuts,
			shortcut: '?',
			keywords: m.palette_shortcuts_words()
		},
		{
			label: m.common_sign_out(),
			icon: LogOut,
			onselect: signOut,
			keywords: m.palette_sign_out_words()
		}
	];
	return actions.filter((action) => !!action);
}

function themes(): PaletteAction[] {
	const modes = [
		{ mode: 'light', theme: m.console_theme_light(), icon: Sun },
		{ mode: 'dark', theme: m.console_theme_dark(), icon: Moon },
		{ mode: 'system', theme: m.console_theme_system(), icon: Monitor }
	] as const;
	return modes.map(({ mode, theme, icon }) => ({
		label: m.palette_theme({ theme }),
		icon,
		onselect: () => setMode(mode),
		keywords: m.palette_theme_words()
	}));
}

function language(): PaletteAction {
	const other = getLocale() === 'en' ? 'pt-BR' : 'en';
	return {
		label: other === 'en' ? 'English' : 'Português',
		icon: Languages,
		onselect: () => void setLocale(other),
		keywords: m.palette_language_words()
	};
}
