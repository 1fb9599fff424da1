import { validationFailed } from './errors.ts';

// The pattern of <input type=email> (WHATWG HTML), which GoTrue's validator uses too.
const emailPattern =
	/^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** @returns the address in lower case. @throws AuthError validation_failed */
export function validEmail(email: string): string {
	if (email === '') throw validationFailed('An email address is required');
	if (Buffer.byteLength(email) > 255) throw validationFailed('An email address is too long');
	if (!emailPattern.test(email))
		throw validationFailed('Unable to validate email address: invalid format');
	return email.toLowerCase();
}

/** @returns E.164 digits without the plus sign. @throws AuthError validation_failed */
export function validPhone(phone: string): string {
	const digits = phone.replace(/^\+/, '').replaceAll(' ', '');
	if (!/^[1-9]\d{1,14}$/.test(digits))
		throw validationFailed('Invalid phone number format (E.164 required)');
	return digits;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string =>
	typeof value === 'string' && uuidPattern.test(value);
