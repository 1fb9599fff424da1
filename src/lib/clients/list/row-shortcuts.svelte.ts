import { goto } from '$app/navigation';
import { m } from '#lib/paraglide/messages.js';
import { useShortcut } from '#lib/ui/shortcuts.svelte.ts';
import { editClientPath, newClientPath } from '../client-paths.ts';
import { focusedClient, focusRow } from './row-keys.ts';

interface Options {
	reseller: () => string;
	mayWrite: () => boolean;
	select: (id: string) => void;
	clear: () => void;
	/** Somebody reads on by keyboard. */
	onmove: () => void;
}

/** The keys of the list. Call during component initialisation. */
export function offerRowKeys({ reseller, mayWrite, select, clear, onmove }: Options): void {
	const move = (by: -1 | 1) => () => {
		onmove();
		focusRow(by);
	};
	useShortcut({ keys: 'j', label: m.client_list_key_down(), run: move(1) });
	useShortcut({ keys: 'k', label: m.client_list_key_up(), run: move(-1) });
	if (mayWrite()) {
		useShortcut({ keys: 'x', label: m.client_list_key_select(), run: onRow(select) });
		useShortcut({
			keys: 'e',
			label: m.client_list_key_edit(),
			run: onRow((id) => void goto(editClientPath(reseller(), id)))
		});
		useShortcut({
			keys: 'n',
			label: m.clients_new(),
			run: () => void goto(newClientPath(reseller()))
		});
	}
	useShortcut({ keys: 'Escape', label: m.client_list_key_clear(), run: clear });

	$effect(() => {
		const pressed = (event: KeyboardEvent) => {
			const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
			if (!by || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
			// Elsewhere the arrows scroll.
			if (!focusedClient() || document.querySelector('[role="menu"],[role="dialog"]')) return;
			event.preventDefault();
			move(by)();
		};
		addEventListener('keydown', pressed);
		return () => removeEventListener('keydown', pressed);
	});
}

function onRow(run: (id: string) => void): () => void {
	return () => {
		const id = focusedClient();
		if (id) run(id);
	};
}
