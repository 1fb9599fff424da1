import { SvelteSet } from 'svelte/reactivity';

export interface Shortcut {
	/** A key as the keyboard reports it: `n`, `/`, `?`; or two, one after the other: `g c`. */
	keys: string;
	label: string;
	run: () => void;
}

const offKey = 'balcao:single-keys-off';
/** So long the second key of two may take. */
const secondKeyMs = 1_500;
/** The first key of two, and when it was pressed. */
let begun: { key: string; at: number } | null = null;
const registered = new SvelteSet<Shortcut>();

/** Offers a shortcut while the component lives. Call during component initialisation. */
export function useShortcut(shortcut: Shortcut): void {
	$effect(() => offerShortcut(shortcut));
}

/** @returns takes it back */
export function offerShortcut(shortcut: Shortcut): () => void {
	registered.add(shortcut);
	return () => void registered.delete(shortcut);
}

export function activeShortcuts(): Shortcut[] {
	return [...registered];
}

/** WCAG 2.1.4: whoever dictates or slips can turn single keys off. */
export function singleKeysOff(): boolean {
	return localStorage.getItem(offKey) === '1';
}

export function turnSingleKeys(off: boolean): void {
	if (off) localStorage.setItem(offKey, '1');
	else localStorage.removeItem(offKey);
}

/** Runs the shortcut of a key press; the newest registration wins, typing is never disturbed. */
export function pressShortcut(event: KeyboardEvent): void {
	if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
	if (isTyping(event.target) || document.querySelector('[role="dialog"],[role="alertdialog"]'))
		return;
	// All of them, also `?`: the list, and with it the way back on, is in the account's menu too.
	if (singleKeysOff() || event.key === 'Shift') return;
	const first = begun && event.timeStamp - begun.at < secondKeyMs ? begun.key : null;
	begun = null;
	const shortcut = (first && find(`${first} ${event.key}`)) || find(event.key);
	if (shortcut) {
		event.preventDefault();
		return shortcut.run();
	}
	const begins = activeShortcuts().some(({ keys }) => keys.startsWith(`${event.key} `));
	if (begins && !event.repeat) begun = { key: event.key, at: event.timeStamp };
}

function find(wanted: string): Shortcut | undefined {
	return activeShortcuts().findLast(({ keys }) => keys === wanted);
}

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable ||
			target.matches('input:not([type=checkbox],[type=radio]), textarea, select'))
	);
}
