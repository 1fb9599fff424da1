import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { actingAs, adminOf, password, type Member } from '../support/world.ts';
import { platform } from './platform.ts';

export interface SignedIn {
	auth: SupabaseClient;
	accessToken: string;
	refreshToken: string;
	sessionId: string;
	/** Acting in the account of the member. */
	db: SupabaseClient;
}

const fresh = () =>
	createClient(platform.apiUrl, platform.publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false }
	});

export function signedIn(
	auth: SupabaseClient,
	session: { access_token: string; refresh_token: string },
	account: string
): SignedIn {
	const claims = JSON.parse(
		Buffer.from(session.access_token.split('.')[1]!, 'base64url').toString()
	) as { session_id: string };
	return {
		auth,
		accessToken: session.access_token,
		refreshToken: session.refresh_token,
		sessionId: claims.session_id,
		db: actingAs(platform, session.access_token, account)
	};
}

/** Another session of the member, on another device as it were. */
export async function byPassword({ email, account }: Member, given = password): Promise<SignedIn> {
	const auth = fresh();
	const { data, error } = await auth.auth.signInWithPassword({ email, password: given });
	if (error) throw error;
	return signedIn(auth, data.session, account);
}

/** As whoever guessed the code: at Auth itself, with nothing but the publishable key. */
export async function byCode({ email, account }: Member): Promise<SignedIn> {
	const { data: link, error } = await adminOf(platform).auth.admin.generateLink({
		type: 'magiclink',
		email
	});
	if (error) throw error;
	const auth = fresh();
	const { data, error: refused } = await auth.auth.verifyOtp({
		email,
		token: link.properties.email_otp,
		type: 'email'
	});
	if (refused) throw refused;
	return signedIn(auth, data.session!, account);
}

export const stateOf = async ({ db: who }: Pick<SignedIn, 'db'>): Promise<string> =>
	(await who.rpc('sign_in_state').throwOnError()).data;
