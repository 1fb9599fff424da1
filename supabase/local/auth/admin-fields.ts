import { isUuid, validEmail, validPhone } from './addresses.ts';
import { NotImplementedError, validationFailed } from './errors.ts';
import { goDuration } from './go-duration.ts';
import { isBcryptHash } from './password.ts';
import { flag, optionalObject, optionalText, text, type Fields } from './request.ts';

/** What an administrator may set on a person; absent means unchanged. */
export interface AdminFields {
	id?: string;
	aud?: string;
	role?: string;
	email?: string;
	phone?: string;
	password?: string;
	passwordHash?: string;
	emailConfirm: boolean;
	phoneConfirm: boolean;
	userMetadata?: Fields;
	appMetadata?: Fields;
	/** Milliseconds from now; 0 lifts the ban. */
	banDuration?: number;
}

// The width of these columns in auth.users.
const longestName = 255;
const nilUuid = '00000000-0000-0000-0000-000000000000';

/** @throws AuthError validation_failed, bad_json */
export function adminFields(fields: Fields): AdminFields {
	const email = text(fields, 'email');
	const phone = text(fields, 'phone');
	return {
		id: idOf(text(fields, 'id')),
		aud: shortText(fields, 'aud'),
		role: shortText(fields, 'role'),
		email: email === '' ? undefined : validEmail(email),
		phone: phone === '' ? undefined : validPhone(phone),
		password: optionalText(fields, 'password'),
		passwordHash: passwordHashOf(text(fields, 'password_hash')),
		emailConfirm: flag(fields, 'email_confirm'),
		phoneConfirm: flag(fields, 'phone_confirm'),
		userMetadata: optionalObject(fields, 'user_metadata'),
		appMetadata: optionalObject(fields, 'app_metadata'),
		banDuration: banDurationOf(text(fields, 'ban_duration'))
	};
}

function idOf(id: string): string | undefined {
	if (id === '') return undefined;
	if (!isUuid(id)) throw validationFailed('ID must conform to the uuid v4 format');
	if (id === nilUuid) throw validationFailed('ID cannot be a nil uuid');
	return id.toLowerCase();
}

function shortText(fields: Fields, name: string): string | undefined {
	const value = text(fields, name).trim();
	if (value.length > longestName) throw validationFailed(`${name} is too long`);
	return value || undefined;
}

function passwordHashOf(hash: string): string | undefined {
	if (hash === '') return undefined;
	if (/^\$(argon2|fbscrypt)/.test(hash))
		throw new NotImplementedError('import of password hashes other than bcrypt');
	if (!isBcryptHash(hash)) throw validationFailed('password_hash is not a bcrypt hash');
	return hash;
}

function banDurationOf(duration: string): number | undefined {
	if (duration === '') return undefined;
	if (duration === 'none') return 0;
	const milliseconds = goDuration(duration);
	if (milliseconds === undefined)
		throw validationFailed(
			`invalid format for ban duration: time: invalid duration ${JSON.stringify(duration.slice(0, 40))}`
		);
	return milliseconds;
}
