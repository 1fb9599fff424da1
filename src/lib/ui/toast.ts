import { toast as sonner } from 'svelte-sonner';

interface ToastOptions {
	description?: string;
	/** Offered for as long as the toast stands; it waits while hovered or focused. */
	undo?: { label: string; onclick: () => void };
}

/** Short word on what just happened. A refusal belongs beside the field or in a Banner, not here. */
export const toast = {
	success: (message: string, options?: ToastOptions) => sonner.success(message, settings(options)),
	info: (message: string, options?: ToastOptions) => sonner.info(message, settings(options)),
	error: (message: string, options?: ToastOptions) => sonner.error(message, settings(options))
};

function settings({ description, undo }: ToastOptions = {}) {
	return { description, action: undo && { label: undo.label, onClick: undo.onclick } };
}
