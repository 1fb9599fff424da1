import { untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { MenuAction } from '#lib/ui/menu.ts';

/** What a menu can offer, the palette can: the same description serves both. */
export interface PaletteAction extends Pick<
	MenuAction,
	'label' | 'icon' | 'href' | 'onselect' | 'shortcut' | 'tone' | 'disabled'
> {
	/** Further words by which it is found, in the person's language. */
	keywords?: string;
}

export interface PageActions {
	/** Above the actions: what they are about, such as the client's name. */
	heading?: string;
	actions: readonly PaletteAction[];
}

const registered = new SvelteSet<() => PageActions>();

/**
 * Offers what the page can do in the palette (Ctrl-K), for as long as the component lives. Call during component
 * initialisation; `actions` is read anew whenever the palette opens, so it may depend on state.
 * @param heading what the actions are about, such as the client's name; "on this page" without
 */
export function registerActions(
	actions: () => readonly PaletteAction[],
	heading?: () => string
): void {
	$effect(() => {
		const entry = () => ({ heading: heading?.(), actions: actions() });
		registered.add(entry);
		return () => void registered.delete(entry);
	});
}

/**
 * What the components on screen offer, the innermost first: effects of children run before those of parents. It follows
 * who is there, not what they show: a page that is left under the open palette has no data any more when it is asked.
 */
export function pageActions(): PageActions[] {
	return [...registered]
		.map((read) => untrack(read))
		.map((entry) => ({ ...entry, actions: entry.actions.filter(({ disabled }) => !disabled) }))
		.filter(({ actions }) => actions.length > 0);
}
