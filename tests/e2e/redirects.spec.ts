import { password, type Platform } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { makeReseller } from './steps/reseller.ts';
import { addressOf, allRoutes } from './steps/routes.ts';
import { cookieHeader, sessionCookies } from './steps/session.ts';

const appUrl = () => process.env.E2E_APP_URL ?? '';

/** Addresses that look like a path of ours to somebody, and lead away. */
const tricks = [
	'//evil.example',
	'///evil.example',
	'https://evil.example/a',
	'http:evil.example',
	'https:/evil.example',
	'\\\\evil.example',
	'/\\evil.example',
	'\\/evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	' //evil.example',
	'/.//evil.example',
	'/a/..//evil.example',
	'/%5cevil.example',
	'//evil.example@127.0.0.1',
	'@evil.example',
	'.evil.example',
	'javascript:alert(1)',
	'data:text/html,<script>alert(1)</script>',
	'/\u0000/evil.example'
];

async function ask(path: string, cookie: string, form?: Record<string, string>) {
	const answer = await fetch(appUrl() + path, {
		method: form ? 'POST' : 'GET',
		redirect: 'manual',
		headers: { cookie, origin: appUrl(), accept: 'text/html' },
		...(form && { body: new URLSearchParams(form) })
	});
	const html = await answer.text();
	const led = [...html.matchAll(/\s(?:href|action|formaction|src)="([^"]*)"/g)].map(([, target]) =>
		target!.replaceAll('&amp;', '&')
	);
	const location = answer.headers.get('location');
	return { status: answer.status, targets: location === null ? led : [...led, location] };
}

/** The origin to which a browser would go from there. */
const originOf = (target: string, from: string) => new URL(target, appUrl() + from).origin;

function expectAtHome(path: string, { status, targets }: Awaited<ReturnType<typeof ask>>): void {
	expect(status, path).toBeLessThan(500);
	for (const target of targets.filter((target) => !/^data:(image|font)\//.test(target)))
		expect(originOf(target, path), `${path} leads to ${target}`).toBe(appUrl());
}

async function cookieOfMember(platform: Platform, isNew: boolean) {
	const reseller = await makeReseller(platform, 'Sem Desvio');
	const member = await reseller.addMember('owner', isNew);
	return { member, cookie: cookieHeader(await sessionCookies(platform, member.email)) };
}

test('no page of signing in leads away, whoever asks and whatever “next” says', async ({
	platform
}) => {
	const { member, cookie } = await cookieOfMember(platform, false);
	const { cookie: halfway } = await cookieOfMember(platform, true);
	const pages = allRoutes()
		.filter(({ id }) => id.startsWith('/(public)/sign-in'))
		.map((route) => addressOf(route, {}));
	expect(pages).toContain('/sign-in/passwordless/code');
	const seconds = String(Date.now() + 60_000);
	const asked = `balcao_code_for=${seconds}%20a%40b.example; balcao_reset_for=${seconds}%20a%40b.example`;
	for (const next of tricks) {
		const query = `next=${encodeURIComponent(next)}`;
		await Promise.all(
			pages.flatMap((page) =>
				[asked, cookie, halfway].map(async (who) =>
					expectAtHome(`${page}?${query}`, await ask(`${page}?${query}`, who))
				)
			)
		);
		const signIn = `/sign-in?${query}`;
		const signedIn = await ask(signIn, '', { identifier: member.email, password });
		expect(signedIn.status, signIn).toBe(303);
		expectAtHome(signIn, signedIn);
	}
});

test('a path of ours is where signing in leads', async ({ platform }) => {
	const { member, cookie } = await cookieOfMember(platform, false);
	const next = '/r/any/clients?from=mail#top';
	const path = `/sign-in?next=${encodeURIComponent(next)}`;
	expect((await ask(path, cookie)).targets).toContain(next);
	const form = { identifier: member.email, password };
	expect((await ask(path, '', form)).targets).toContain(next);
});
