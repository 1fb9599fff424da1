import { createServerClient } from '@supabase/ssr';
import type { Page } from '@playwright/test';
import { password, type Member, type Platform } from '../../support/world.ts';

export interface Cookie {
	name: string;
	value: string;
}

/** The cookies of a new session, as the app would set them after sign-in. */
export async function sessionCookies(platform: Platform, email: string): Promise<Cookie[]> {
	const cookies: Cookie[] = [];
	const { auth } = createServerClient(platform.apiUrl, platform.publishableKey, {
		cookies: {
			getAll: () => cookies,
			setAll: (set) => void cookies.push(...set.map(({ name, value }) => ({ name, value })))
		}
	});
	const { error } = await auth.signInWithPassword({ email, password });
	if (error) throw error;
	return cookies;
}

/** Value of the header `cookie`. */
export const cookieHeader = (cookies: Cookie[]) =>
	cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

/** Signs the browser in without the pages, for journeys that are about something else. */
export async function enter(
	page: Page,
	member: Pick<Member, 'email'>,
	path: string
): Promise<void> {
	const platform: Platform = JSON.parse(process.env.E2E_PLATFORM ?? '{}');
	const url = process.env.E2E_APP_URL ?? '';
	const cookies = await sessionCookies(platform, member.email);
	await page.context().addCookies(cookies.map((cookie) => ({ ...cookie, url, sameSite: 'Lax' })));
	await page.goto(path);
}
