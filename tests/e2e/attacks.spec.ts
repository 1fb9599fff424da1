import type { Page } from '@playwright/test';
import { fingerprintOf } from './steps/fingerprint.ts';
import { formsIn } from './steps/forms.ts';
import { expect } from './steps/journey.ts';
import { addressOf, allChanges, allRoutes, type Change, type Route } from './steps/routes.ts';
import { cookieHeader, sessionCookies } from './steps/session.ts';
import {
	entitledTo,
	makeKnownTenant,
	parameterSets,
	tenantParams,
	test,
	type KnownTenant
} from './steps/tenants.ts';
import type { Member, Platform } from '../support/world.ts';

type Values = Record<string, string>;

const appUrl = () => process.env.E2E_APP_URL ?? '';
const cookies = new Map<string, Promise<string>>();

/** One session for each person, whatever is tried with it. */
function cookieOf(platform: Platform, { email }: Member): Promise<string> {
	const known = cookies.get(email) ?? sessionCookies(platform, email).then(cookieHeader);
	cookies.set(email, known);
	return known;
}

async function read(address: string, cookie: string): Promise<{ status: number; text: string }> {
	const answer = await fetch(appUrl() + address, { headers: { cookie, accept: 'text/html' } });
	return { status: answer.status, text: await answer.text() };
}

async function send(
	address: string,
	cookie: string,
	fields: [string, string][]
): Promise<{ status: number; type: string; text: string }> {
	const answer = await fetch(appUrl() + address, {
		method: 'POST',
		redirect: 'manual',
		headers: {
			cookie,
			origin: appUrl(),
			accept: 'application/json',
			'x-sveltekit-action': 'true'
		},
		body: new URLSearchParams(fields)
	});
	const text = await answer.text();
	const type = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text).type : '';
	return { status: answer.status, type, text };
}

/** Every way to put something of `foreign` where something of `own` should stand. */
function mixtures(route: Route, own: Values, foreign: Values): Values[] {
	const names = tenantParams(route);
	return Array.from({ length: 2 ** names.length - 1 }, (_, index) => {
		const swapped = names.filter((_, bit) => ((index + 1) >> bit) & 1);
		return { ...own, ...Object.fromEntries(swapped.map((name) => [name, foreign[name]!])) };
	});
}

function pairedSets(route: Route, own: KnownTenant, foreign: KnownTenant): [Values, Values][] {
	const theirs = parameterSets(foreign, route);
	return parameterSets(own, route).map((values, index) => [values, theirs[index]!]);
}

/** The id of a draft is the browser's to choose: one that nobody here has begun is an empty new one. */
const isNewDraft = (ours: Values, values: Values) =>
	Object.keys(ours).every((name) => (ours[name] === values[name]) === (name !== 'onboarding'));

const routes = allRoutes().filter((route) => tenantParams(route).length > 0);
const changes = allChanges().filter(({ route }) => tenantParams(route).length > 0);
const nameOf = ({ route, method, search }: Change) => `${method} ${route.id}${search}`;

for (const route of routes.filter(({ isPage, methods }) => isPage || methods.includes('GET'))) {
	test(`${route.id}: what belongs to another tenant is not there`, async ({
		own,
		foreign,
		platform
	}) => {
		for (const [ours, theirs] of pairedSets(route, own, foreign)) {
			const entitled = entitledTo(route, ours, own);
			const cookie = await cookieOf(platform, entitled);
			const allowed = await read(addressOf(route, ours), cookie);
			expect(allowed.status, `${addressOf(route, ours)} for ${entitled.label}`).toBe(
				route.params.includes('missing') ? 404 : 200
			);

			const expectNothing = async (values: Values, attacker: Member) => {
				const address = addressOf(route, values);
				const cookie = await cookieOf(platform, attacker);
				const answer = await read(address, cookie);
				expect(answer.text, address).not.toContain(foreign.marker);
				if (!isNewDraft(ours, values))
					expect([403, 404], `${address} for ${attacker.label}`).toContain(answer.status);
				if (!route.isPage) return;
				const data = await read(`${address}/__data.json`, cookie);
				expect(data.status, address).toBeLessThan(500);
				expect(data.text, `data of ${address}`).not.toContain(foreign.marker);
			};
			const others = [own.staff.owner, own.clientUser, own.impersonator];
			await Promise.all([
				...mixtures(route, ours, theirs).map((values) => expectNothing(values, entitled)),
				...others
					.filter((attacker) => attacker !== entitled)
					.map((attacker) => expectNothing(theirs, attacker))
			]);
		}
	});
}

/** What the page itself would send, as its entitled reader gets it. */
async function fieldsOf(
	reader: Page,
	{ route, search }: Change,
	values: Values,
	cookie: string
): Promise<[string, string][]> {
	const address = addressOf(route, values);
	const { text } = await read(address, cookie);
	const forms = await formsIn(reader, text, appUrl() + address);
	const action = search.slice(2).split('&')[0];
	return (
		forms.find((form) => form.action.startsWith(`${address}?/${action}`))?.fields ??
		forms.find((form) => form.action === address + search)?.fields ?? [['id', values.userId!]]
	);
}

const isId = (value: string) => /^[0-9a-f-]{36}$/.test(value);

/** Columns that no form asks for, with values that would be worth something. */
function smuggled(tenant: KnownTenant, fields: [string, string][]): [string, string][] {
	const asked = new Set(fields.map(([name]) => name));
	const worth: [string, string][] = [
		['reseller_id', tenant.resellerId],
		['resellerId', tenant.resellerId],
		['client_id', tenant.clientId],
		['clientId', tenant.clientId],
		['person_id', tenant.staff.owner.personId],
		['membership_id', tenant.clientUserId],
		['actor_id', tenant.staff.owner.personId],
		['role', 'owner'],
		['level', '6'],
		['sees_phones', 'on'],
		['status', 'active'],
		['expires_at', '2099-01-01T00:00:00Z'],
		['price_cents', '1'],
		['__proto__', '{"role":"owner"}']
	];
	return worth.filter(([name]) => !asked.has(name));
}

for (const change of changes) {
	test(`${nameOf(change)}: writes nothing of another tenant, and nothing for who may only look`, async ({
		own,
		foreign,
		platform,
		reader
	}) => {
		const untouched = await fingerprintOf(platform, foreign.resellerId);
		const withoutUse = ['membership_uses'];
		for (const [ours, theirs] of pairedSets(change.route, own, foreign)) {
			const entitled = entitledTo(change.route, ours, own);
			const cookie = await cookieOf(platform, entitled);
			const fields = await fieldsOf(reader, change, ours, cookie);
			const everything = [...fields, ...smuggled(foreign, fields)];

			for (const values of mixtures(change.route, ours, theirs)) {
				const address = addressOf(change.route, values) + change.search;
				const answer = await send(address, cookie, everything);
				expect(answer.status, `${address}: ${answer.text}`).toBeLessThan(500);
				expect(answer.text, address).not.toContain('"status":500');
				expect(answer.text, address).not.toContain(foreign.marker);
			}

			const before = await fingerprintOf(platform, own.resellerId, withoutUse);
			const onlooker = ours.door ? own.users[1] : own.staff.viewer;
			const address = addressOf(change.route, ours) + change.search;
			const answer = await send(address, await cookieOf(platform, onlooker), everything);
			expect(answer.status, `${address}: ${answer.text}`).toBeLessThan(500);
			expect(answer.text, address).not.toContain('"status":500');
			expect(await fingerprintOf(platform, own.resellerId, withoutUse), address).toEqual(before);
		}
		expect(await fingerprintOf(platform, foreign.resellerId)).toEqual(untouched);
	});
}

test('ids of another tenant in the fields, and columns that no form asks for, change nobody else', async ({
	foreign,
	platform,
	reader
}) => {
	const own = await makeKnownTenant(platform, 'sem-contrabando');
	const untouched = await fingerprintOf(platform, foreign.resellerId);
	const theirIds = [
		foreign.clientId,
		foreign.invoiceId,
		foreign.onboardingId,
		foreign.invitationId,
		foreign.impersonationId,
		foreign.clientUserId,
		foreign.teamUserId
	];
	for (const change of changes) {
		for (const ours of parameterSets(own, change.route)) {
			const cookie = await cookieOf(platform, entitledTo(change.route, ours, own));
			const fields = await fieldsOf(reader, change, ours, cookie);
			const address = addressOf(change.route, ours) + change.search;
			const bodies = fields.some(([, value]) => isId(value))
				? theirIds.map((id) => fields.map(([name, value]) => [name, isId(value) ? id : value]))
				: [];
			for (const body of [...bodies, [...fields, ...smuggled(foreign, fields)]]) {
				const answer = await send(address, cookie, body as [string, string][]);
				expect(answer.status, `${address}: ${answer.text}`).toBeLessThan(500);
				expect(answer.text, address).not.toContain('"status":500');
				expect(answer.text, address).not.toContain(foreign.marker);
			}
		}
	}
	expect(await fingerprintOf(platform, foreign.resellerId)).toEqual(untouched);
	const { data } = await own.staff.owner.db
		.from('user_list')
		.select('person_id')
		.in(
			'person_id',
			[...Object.values(foreign.staff), ...Object.values(foreign.users)].map(
				({ personId }) => personId
			)
		)
		.throwOnError();
	expect(data, 'people of the other tenant').toEqual([]);
});
