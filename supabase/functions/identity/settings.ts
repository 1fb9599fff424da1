import { secretKeys, type Environment } from '../_shared/secret-keys.ts';
import { unavailable } from './refusal.ts';

export interface Settings {
	supabaseUrl: string;
	/** One of the new keys where there is one: Auth believes no forwarded address with a legacy key. */
	secretKey: string;
}

/** @throws Refusal 503 naming what is not set, in the log only */
export function readSettings(environment: Environment): Settings {
	const [secretKey] = secretKeys(environment);
	const supabaseUrl = environment('SUPABASE_URL');
	if (!secretKey) throw unavailable('SUPABASE_SECRET_KEYS is not set');
	if (!supabaseUrl) throw unavailable('SUPABASE_URL is not set');
	return { supabaseUrl, secretKey };
}
