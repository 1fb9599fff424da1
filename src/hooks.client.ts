import type { HandleClientError } from '@sveltejs/kit';
import { supportCode } from '#lib/errors/support-code.ts';
import { m } from '#lib/paraglide/messages.js';

export const handleError: HandleClientError = ({ error, status, message }) => {
	if (!navigator.onLine) return { message: m.error_offline(), code: 'offline', status: 503 };
	if (status < 500) return { message, status };
	const code = supportCode();
	console.error(`[${code}]`, error);
	return { message: m.error_unexpected(), supportCode: code, status };
};
