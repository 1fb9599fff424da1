import type { Component } from 'svelte';

/** An action described once: rendered by a row menu, a toolbar and a shortcut alike. */
export interface MenuAction {
	label: string;
	icon?: Component<{ class?: string }>;
	/** Either an address or a deed. */
	href?: string;
	onselect?: () => void;
	tone?: 'danger';
	disabled?: boolean;
	/** Shown at the right, for example `E`; two keys one after the other: `G C`. */
	shortcut?: string;
	/** A line above this entry. */
	separated?: boolean;
	/** Makes it a choice with a tick. */
	checked?: boolean;
}
