/** The row that holds the focus, by client id; null: none. */
export function focusedClient(): string | null {
	return document.activeElement?.closest<HTMLElement>('[data-client]')?.dataset.client ?? null;
}

/** Moves the focus to the name of the row above (-1) or below (1) the one that has it; to the first one from elsewhere. */
export function focusRow(by: -1 | 1): void {
	const names = [...document.querySelectorAll<HTMLElement>('[data-client] [data-open]')];
	const here = focusedClient();
	const at = names.findIndex(
		(name) => name.closest<HTMLElement>('[data-client]')?.dataset.client === here
	);
	const next = at < 0 ? names[0] : names[at + by];
	next?.focus();
}

/** Whether somebody is further down in the list, or in it with the keyboard. */
export function isReadingRows(): boolean {
	return scrollY > 160 || !!document.activeElement?.closest('tbody');
}
