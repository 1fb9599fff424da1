interface ToastOptions {
	description?: string;
	/** Offered for as long as the toast stands; it waits while hovered or focused. */
	undo?: { label: string; onclick: () => void };
}

type Tone = 'success' | 'info' | 'error';

/** Short word on what just happened. A refusal belongs beside the field or in a Banner, not here. */
export const toast = {
	success: (message: string, options?: ToastOptions) => show('success', message, options),
	info: (message: string, options?: ToastOptions) => show('info', message, options),
	error: (message: string, options?: ToastOptions) => show('error', message, options)
};

function show(tone: Tone, message: string, { description, undo }: ToastOptions = {}): void {
	// No page needs it to be drawn; it is here long before anything has happened.
	void import('svelte-sonner').then(({ toast: sonner }) =>
		sonner[tone](message, {
			description,
			action: undo && { label: undo.label, onClick: undo.onclick }
		})
	);
}
