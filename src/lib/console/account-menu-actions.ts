import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import LogOut from '@lucide/svelte/icons/log-out';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Sun from '@lucide/svelte/icons/sun';
import UserRound from '@lucide/svelte/icons/user-round';
import { setMode, userPrefersMode } from 'mode-watcher';
import { resolve } from '$app/paths';
import { m } from '#lib/paraglide/messages.js';
import { getLocale, setLocale } from '#lib/paraglide/runtime.js';
import type { MenuAction } from '#lib/ui/menu.ts';

interface Deeds {
	/** Absent: there is no other account. */
	switchAccount?: (() => void) | undefined;
	/** Absent: this shell has no list of shortcuts. */
	showHelp?: (() => void) | undefined;
	/** Absent: the session is somebody else's, and so is what concerns the person. */
	signOut?: (() => void) | undefined;
}

/** The avatar's menu as it stands now: whose session, language, colours. */
export function accountMenuActions({ switchAccount, showHelp, signOut }: Deeds): MenuAction[] {
	const other = getLocale() === 'en' ? 'pt-BR' : 'en';
	const actions: (MenuAction | undefined)[] = [
		signOut && { label: m.accounts_me(), icon: UserRound, href: resolve('/(signed-in)/me') },
		switchAccount && {
			label: m.console_switch_account(),
			icon: ArrowLeftRight,
			shortcut: 'T',
			onselect: switchAccount
		},
		showHelp && {
			label: m.common_shortcuts(),
			icon: Keyboard,
			shortcut: '?',
			onselect: showHelp
		},
		{
			label: other === 'en' ? 'English' : 'Português',
			icon: Languages,
			onselect: () => void setLocale(other)
		},
		...themes(),
		signOut && {
			label: m.common_sign_out(),
			icon: LogOut,
			separated: true,
			onselect: signOut
		}
	];
	return actions.filter((action) => !!action);
}

function themes(): MenuAction[] {
	const modes = [
		{ mode: 'light', label: m.console_theme_light(), icon: Sun },
		{ mode: 'dark', label: m.console_theme_dark(), icon: Moon },
		{ mode: 'system', label: m.console_theme_system(), icon: Monitor }
	] as const;
	return modes.map(({ mode, label, icon }, index) => ({
		label,
		icon,
		checked: userPrefersMode.current === mode,
		onselect: () => setMode(mode),
		separated: index === 0
	}));
}
