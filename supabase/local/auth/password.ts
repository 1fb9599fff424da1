import { hash, verify } from '@node-rs/bcrypt';
import { randomInt } from 'node:crypto';
import type { PasswordRequirements, Settings } from './auth-options.ts';
import { AuthError, validationFailed } from './errors.ts';

export interface Passwords {
	hash(password: string): Promise<string>;
	/** Takes as long for a missing hash as for a wrong password. */
	matches(password: string, passwordHash: string | null | undefined): Promise<boolean>;
	/** @throws AuthError 422 weak_password, 400 validation_failed past 72 bytes */
	assertStrong(password: string): void;
	/** What `assertStrong` would complain about, for the answer to a sign-in. */
	weaknessOf(password: string): Weakness | undefined;
	/** For people who never chose one: long, random, and strong under any requirement. */
	random(): string;
}

export interface Weakness {
	message: string;
	reasons: string[];
}

// bcrypt reads no further than this many bytes.
const longest = 72;

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const symbols = '!@#$%^&*()_+-=[]{};\'\\:"|<>?,./`~';

const requiredCharacters: Record<PasswordRequirements, string[]> = {
	'': [],
	letters_digits: [lower + upper, digits],
	lower_upper_letters_digits: [lower, upper, digits],
	lower_upper_letters_digits_symbols: [lower, upper, digits, symbols]
};

export async function createPasswords(settings: Settings, cost: number): Promise<Passwords> {
	// The prefix that hosted Auth writes.
	const hashing = { cost, version: '2a' } as const;
	const dummyHash = await hash('nobody has this password', hashing);
	const required = requiredCharacters[settings.passwordRequirements];

	function weaknessOf(password: string): Weakness | undefined {
		const reasons: string[] = [];
		const messages: string[] = [];
		if (Buffer.byteLength(password) < settings.minimumPasswordLength) {
			reasons.push('length');
			messages.push(`Password should be at least ${settings.minimumPasswordLength} characters.`);
		}
		if (required.some((set) => !containsAny(password, set))) {
			reasons.push('characters');
			messages.push(
				`Password should contain at least one character of each: ${required.join(', ')}.`
			);
		}
		return reasons.length > 0 ? { message: messages.join(' '), reasons } : undefined;
	}

	return {
		hash: (password) => hash(password, hashing),
		async matches(password, passwordHash) {
			// Hashes of other algorithms come from imports only; they cannot be checked and never match.
			const known = !!passwordHash && /^\$2[abxy]?\$\d\d\$.{53}$/.test(passwordHash);
			const isRight = await verify(password, known ? passwordHash : dummyHash);
			return isRight && known && Buffer.byteLength(password) <= longest;
		},
		assertStrong(password) {
			if (Buffer.byteLength(password) > longest)
				throw validationFailed(`Password cannot be longer than ${longest} characters`);
			const weakness = weaknessOf(password);
			if (weakness)
				throw new AuthError(422, 'weak_password', weakness.message, {
					weak_password: { reasons: weakness.reasons }
				});
		},
		weaknessOf,
		random: randomPassword
	};
}

export const isBcryptHash = (text: string): boolean => /^\$2[aby]\$\d\d\$[./\w]{53}$/.test(text);

function containsAny(password: string, set: string): boolean {
	return [...password].some((character) => set.includes(character));
}

function randomPassword(): string {
	const sets = [lower, upper, digits, '!@#$%^&*'];
	const all = sets.join('');
	const pick = (set: string): string => set[randomInt(set.length)];
	return sets.map(pick).join('') + Array.from({ length: 40 }, () => pick(all)).join('');
}
