import { expect } from './steps/journey.ts';
import { addressOf, allChanges, type Change } from './steps/routes.ts';
import { cookieHeader, sessionCookies } from './steps/session.ts';
import { entitledTo, parameterSets, test } from './steps/tenants.ts';

/** What a page of another site can send without asking; null: a browser that does not say whence. */
const foreignOrigins = ['https://elsewhere.example', 'http://127.0.0.1', 'null', null];
const formTypes = [
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x',
	'text/plain',
	// A Blob without a type goes out with none.
	null
];

const appUrl = () => process.env.E2E_APP_URL ?? '';

async function statusOf(
	{ method }: Change,
	address: string,
	headers: Record<string, string | null>
): Promise<number> {
	const given = Object.entries(headers).filter(([, value]) => value !== null);
	const answer = await fetch(appUrl() + address, {
		method,
		redirect: 'manual',
		headers: given as [string, string][],
		// A stream brings no type of its own.
		body: new Blob(['x=1']).stream(),
		duplex: 'half'
	} as RequestInit);
	await answer.body?.cancel();
	return answer.status;
}

const changes = allChanges();
const nameOf = ({ route, method, search }: Change) => `${method} ${route.id}${search}`;

test('the sources name their actions, and the check can fail', () => {
	expect(changes.map(nameOf)).toContain('POST /sign-out');
	expect(changes.map(nameOf)).toContain('POST /(public)/sign-in');
	expect(changes.map(nameOf)).toContain('POST /(console)/r/[reseller]/clients?/discard');
	expect(changes.length).toBeGreaterThan(10);
});

for (const change of changes) {
	test(`no other site can send ${nameOf(change)}`, async ({ own, platform }) => {
		for (const parameters of parameterSets(own, change.route)) {
			const { email } = entitledTo(change.route, parameters, own);
			const cookie = cookieHeader(await sessionCookies(platform, email));
			const address = addressOf(change.route, parameters) + change.search;
			const accept = 'text/html';
			for (const origin of foreignOrigins)
				for (const type of formTypes)
					expect(
						await statusOf(change, address, { origin, 'content-type': type, cookie, accept }),
						`${address} from ${origin} as ${type}`
					).toBe(403);
			const accepted = await statusOf(change, address, {
				origin: appUrl(),
				'content-type': formTypes[0]!,
				cookie,
				accept
			});
			expect(accepted, `${address} from the app itself`).not.toBe(403);
			expect(accepted, `${address} from the app itself`).toBeLessThan(500);
		}
	});
}
