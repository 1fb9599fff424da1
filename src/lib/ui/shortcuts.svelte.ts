import { SvelteSet } from 'svelte/reactivity';

export interface Shortcut {
	/** One key as the keyboard reports it: `n`, `/`, `?`. */
	keys: string;
	label: string;
	run: () => void;
}

const offKey = 'balcao:single-keys-off';
const registered = new SvelteSet<Shortcut>();

/** Offers a single-key shortcut while the component lives. Call during component initialisation. */
export function useShortcut(shortcut: Shortcut): void {
	$effect(() => {
		registered.add(shortcut);
		return () => void registered.delete(shortcut);
	});
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
	if (singleKeysOff() && event.key !== '?') return;
	const shortcut = activeShortcuts().findLast(({ keys }) => keys === event.key);
	if (!shortcut) return;
	event.preventDefault();
	shortcut.run();
}

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable ||
			target.matches('input:not([type=checkbox],[type=radio]), textarea, select'))
	);
}
