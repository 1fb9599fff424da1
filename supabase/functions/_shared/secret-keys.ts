import { timingSafeEqual } from 'node:crypto';

export type Environment = (name: string) => string | undefined;

/**
 * The keys that may do everything, as the platform gives them to functions: new secret keys first, then the legacy
 * service_role key. Empty where none is set.
 */
export function secretKeys(environment: Environment): string[] {
	const named: unknown = JSON.parse(environment('SUPABASE_SECRET_KEYS') || '{}');
	const keys = [...Object.values(named ?? {}), environment('SUPABASE_SERVICE_ROLE_KEY')];
	return keys.filter((key): key is string => typeof key === 'string' && key !== '');
}

/** Does the request carry one of the keys, as `apikey` or as bearer token? Takes the same time however wrong it is. */
export async function holdsSecretKey(request: Request, keys: string[]): Promise<boolean> {
	const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
	const given = await Promise.all([request.headers.get('apikey') ?? '', bearer ?? ''].map(digest));
	const known = await Promise.all(keys.map(digest));
	return known
		.flatMap((key) => given.map((candidate) => timingSafeEqual(key, candidate)))
		.some(Boolean);
}

/** Of equal length for all, which the comparison needs. */
async function digest(text: string): Promise<Uint8Array> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
