import { createClient } from '@supabase/supabase-js';
import type { Environment } from '../_shared/secret-keys.ts';
import { readSettings } from './settings.ts';

const patienceMs = 5_000;

interface Answer {
	takes_reminders: boolean;
	/** Where a person decides. */
	page: string;
}

/**
 * What `List-Unsubscribe` names: a mail program's POST declines reminders at once and is asked nothing; a person who opens
 * the address is shown the page that asks. Knows nobody but by the secret link; a link that leads nowhere answers 404.
 * @see RFC 8058 §3.2: no cookie, no other authorisation, no redirect
 */
export async function declineReminders(
	request: Request,
	environment: Environment
): Promise<Response> {
	const isPost = request.method === 'POST';
	if (!isPost && request.method !== 'GET')
		return new Response(null, { status: 405, headers: { allow: 'GET, POST' } });
	const link = new URL(request.url).searchParams.get('link') ?? '';
	try {
		const answer = await tell(link, isPost, environment);
		if (!answer) return new Response('This link leads nowhere.\n', { status: 404 });
		if (isPost) return new Response('Done.\n', { status: 200 });
		return new Response(null, { status: 303, headers: { location: answer.page } });
	} catch (error) {
		console.error(error);
		return new Response('Try again later.\n', { status: 503, headers: { 'retry-after': '60' } });
	}
}

async function tell(
	link: string,
	isPost: boolean,
	environment: Environment
): Promise<Answer | null> {
	const { supabaseUrl, secretKeys } = readSettings(environment);
	const db = createClient(supabaseUrl, secretKeys[0] ?? '', {
		auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false }
	});
	const { data, error } = await db
		.rpc('set_reminders_by_link', { token: link, wanted: isPost ? false : null, one_click: isPost })
		.abortSignal(AbortSignal.timeout(patienceMs));
	if (error) throw new Error(`set_reminders_by_link: ${error.message}`);
	return data as Answer | null;
}
