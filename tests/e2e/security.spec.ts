import { request } from 'node:http';
import { password } from '../support/world.ts';
import { expect, test } from './steps/journey.ts';
import { makeReseller } from './steps/reseller.ts';

const appUrl = () => process.env.E2E_APP_URL ?? '';

/** The status of a request line as it stands: `fetch` would tidy the path up. */
function statusOf(path: string): Promise<number | undefined> {
	return new Promise((settle, refuse) => {
		const { hostname, port, host } = new URL(appUrl());
		const asked = request({ hostname, port, path, headers: { host } }, (answer) => {
			answer.resume();
			settle(answer.statusCode);
		});
		asked.on('error', refuse).end();
	});
}

function post(path: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
	const headers = { origin: appUrl(), cookie, accept: 'text/html' };
	const body = new URLSearchParams(fields);
	return fetch(appUrl() + path, { method: 'POST', redirect: 'manual', headers, body });
}

const cookiesOf = (response: Response) =>
	response.headers
		.getSetCookie()
		.map((cookie) => cookie.split(';')[0])
		.join('; ');

test('no address, however malformed, ends the server or climbs out of its folder', async () => {
	for (const path of ['/r/%/clients', '/r/%ff/clients', '/%', '/c/%/x', '//', '/r/%00/clients']) {
		expect(await statusOf(path), path).toBeLessThan(500);
	}
	for (const path of ['/..%2f..%2fetc/passwd', '/_app/..%2f..%2fserver/index.js', '/.env', '/ui']) {
		expect(await statusOf(path), path).toBe(404);
	}
	expect(await statusOf('/health')).toBe(200);
});

test('a cookie that holds no session leads to the sign-in page', async () => {
	const noSession = Buffer.from('{"access_token":1}').toString('base64url');
	const cookie = `sb-127-auth-token=base64-${noSession}`;
	const answer = await fetch(`${appUrl()}/accounts`, { redirect: 'manual', headers: { cookie } });
	expect([answer.status, answer.headers.get('location')]).toEqual([
		303,
		'/sign-in?next=%2Faccounts'
	]);
});

test('what cannot be a password, or comes without a session, is no failure of ours', async () => {
	const typed = { identifier: 'someone@people.example', password: 'with\u0000in' };
	// As any other wrong password.
	expect((await post('/sign-in', typed)).status).toBe(401);
	const reset = await post('/sign-in/reset', { password });
	expect([reset.status, reset.headers.get('location')]).toEqual([303, '/sign-in/forgot']);
});

test('pages of a signed-in person are kept in no cache, and no other site can act for them', async ({
	platform
}) => {
	const reseller = await makeReseller(platform, 'Sem Cache');
	const owner = await reseller.addMember('owner');
	const cookie = cookiesOf(await post('/sign-in', { identifier: owner.email, password }));
	for (const path of [reseller.clientsPath, `${reseller.clientsPath}/rows`]) {
		const page = await fetch(appUrl() + path, { headers: { cookie } });
		expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
	}
	for (const origin of ['https://elsewhere.example', 'null']) {
		const answer = await fetch(`${appUrl()}${reseller.clientsPath}?/discard`, {
			method: 'POST',
			headers: { cookie, origin },
			body: new URLSearchParams({ id: crypto.randomUUID() })
		});
		expect(answer.status).toBe(403);
	}
});
