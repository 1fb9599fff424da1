import { secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { isAddress } from './address.ts';

export interface Settings {
	supabaseUrl: string;
	/** Any one of them is accepted from callers; the first is used towards the database. */
	secretKeys: string[];
	/** `smtp://host:port` or `smtps://user:password@host:465`. */
	smtpUrl: string;
	/** A bare address. */
	mailFrom: string;
}

/** @throws Error naming what is not set */
export function readSettings(environment: Environment): Settings {
	const keys = secretKeys(environment);
	if (keys.length === 0) throw new Error('SUPABASE_SECRET_KEYS is not set');
	return {
		secretKeys: keys,
		supabaseUrl: required(environment, 'SUPABASE_URL'),
		smtpUrl: required(environment, 'SMTP_URL'),
		mailFrom: bareAddress(environment('MAIL_FROM') || 'nao-responda@balcao.localhost')
	};
}

function required(environment: Environment, name: string): string {
	const value = environment(name);
	if (!value) throw new Error(`${name} is not set`);
	return value;
}

/** `Name <address>` is accepted too; the name always is that of the mail's own sender. */
function bareAddress(from: string): string {
	const address = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
	if (!isAddress(address)) throw new Error('MAIL_FROM is not an address');
	return address;
}
