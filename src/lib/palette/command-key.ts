/** Apple's keyboards have a key of their own for commands. */
export function commandKey(): '⌘' | 'Ctrl' {
	return isApple() ? '⌘' : 'Ctrl';
}

/** Ctrl-K, on Apple's computers ⌘K; there Ctrl-K deletes to the end of the line and stays what it is. */
export function isCommandKey(event: KeyboardEvent): boolean {
	if (event.key.toLowerCase() !== 'k' || event.shiftKey || event.altKey) return false;
	return isApple() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
}

function isApple(): boolean {
	return typeof navigator !== 'undefined' && /^(Mac|iPhone|iPad)/.test(navigator.platform);
}
