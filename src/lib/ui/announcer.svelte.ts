let text = $state('');

/** Says something to screen readers without showing it: counts, "copied", what a background step did. */
export function announce(message: string): void {
	// The same words twice are not announced again unless the text differs.
	text = text === message ? `${message}\u00a0` : message;
}

export function announcement(): string {
	return text;
}
