import type { ProjectKeys } from '../keys/project-keys.ts';

/** What hosted gives to every edge function (reference: Edge Functions, environment variables). */
export function functionEnvironment(
	apiUrl: string,
	databaseUrl: string,
	keys: ProjectKeys
): Record<string, string> {
	return {
		SUPABASE_URL: apiUrl,
		SUPABASE_DB_URL: databaseUrl,
		SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
		SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
		SUPABASE_JWKS: JSON.stringify(keys.jwt.jwks),
		SUPABASE_ANON_KEY: keys.legacyAnonKey,
		SUPABASE_SERVICE_ROLE_KEY: keys.legacyServiceRoleKey,
		SB_REGION: 'local'
	};
}
