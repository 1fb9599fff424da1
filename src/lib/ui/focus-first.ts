const fields =
	'input:not([type=hidden],[type=radio]:not(:checked),:disabled), textarea:not(:disabled), select:not(:disabled), [role=combobox]:not(:disabled)';

/**
 * Where a dialog begins: at what took the focus by itself, its first field, or the first of its buttons below, which is
 * the one that changes least; else at the dialog itself, which is read out then. Never at the cross that closes it.
 * Where one taps, a focused field would only call up the keyboard over the dialog.
 */
export function focusFirst(event: Event, dialog: () => HTMLElement | null): void {
	event.preventDefault();
	// Its content stands in the document by then.
	requestAnimationFrame(() => {
		const element = dialog();
		if (!element || element.contains(document.activeElement)) return;
		const isTapped = matchMedia('(pointer: coarse)').matches;
		const field = element.querySelector<HTMLElement>(`[data-dialog-body] :is(${fields})`);
		const button = element.querySelector<HTMLElement>('[data-dialog-footer] :is(button, a[href])');
		((isTapped ? null : field) ?? button ?? element).focus({ preventScroll: true });
	});
}
