import { beforeAll, expect, test, vi } from 'vitest';
import { exposedFunctions } from '../support/catalogue.ts';
import type { Member } from '../support/world.ts';
import { fingerprint } from './fingerprint.ts';
import { makeHousehold, permissionsOf, type Household, type Resident } from './household.ts';
import { databaseConnections, platform } from './platform.ts';
import { forEachInParallel, request, type Answer } from './rest.ts';
import { calls, type Call } from './rights-of-functions.ts';

// Inside one account: every role and level, and whoever acts in the place of another, with every function by every verb.

// Thousands of requests each: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

const db = databaseConnections();
let household: Household;
let rightsOf: (who: Resident) => Set<string>;

beforeAll(async () => {
	[household, rightsOf] = await Promise.all([makeHousehold(db), permissionsOf(db)]);
});

const named = Object.entries(calls).flatMap(([name, call]) =>
	[call].flat().map((one) => ({ name, call: one }))
);

const outsiders = () => [...household.strangers, ...household.nobodies];

test('every function says who may call it', async () => {
	const functions = await exposedFunctions(db);
	expect(functions.map(({ name }) => name)).toEqual(Object.keys(calls).sort());
});

test('every role and level calls what it may, and is refused the rest', () =>
	forEachInParallel(
		household.residents.flatMap((who) => named.map((one) => ({ who, ...one }))),
		async ({ who, name, call }) => {
			const given = await call.arguments(household);
			const answer = await request(who, 'POST', `rpc/${name}`, given);
			expect(
				expectedOf(who, call),
				`${who.label}: ${name}(${JSON.stringify(given)}) → ${answer.status} ${answer.body}`
			).toContain(outcomeOf(answer));
		}
	));

test('who is not of the account calls nothing that is about an account', () =>
	forEachInParallel(
		outsiders().flatMap((who) => named.map((one) => ({ who, ...one }))),
		async ({ who, name, call }) => {
			const answer = await request(who, 'POST', `rpc/${name}`, await call.arguments(household));
			expect(
				expectedOfOutsider(who, call),
				`${who.label}: ${name} → ${answer.status} ${answer.body}`
			).toContain(outcomeOf(answer));
		}
	));

test('without a session only what is for the world is answered; with the secret key what is for the key', async () => {
	const anonymous = { accessToken: platform.publishableKey, account: '' };
	for (const { name, call } of named) {
		const given = await call.arguments(household);
		const open = outcomeOf(await request(anonymous, 'POST', `rpc/${name}`, given));
		expect(open, name).toBe(call.needs === 'the world' ? call.granted : '401 42501');
		if (call.needs === 'the key' && name !== 'configure_installation') {
			const key = { apikey: platform.secretKey };
			const asKey = await request(anonymous, 'POST', `rpc/${name}`, given, key);
			expect(outcomeOf(asKey), name).toBe(call.granted);
		}
	}
});

test('no other verb does what POST may', async () => {
	const prepared = await Promise.all(
		named
			.filter(({ call }) => call.needs !== 'the key')
			.map(async ({ name, call }) => ({ name, call, given: await call.arguments(household) }))
	);
	const before = await fingerprint(db, household.tenant.resellerId);
	const everybody: Member[] = [...household.residents, ...outsiders()];
	const anyThree = [everybody[0], household.impersonations[2]!.actor, everybody.at(-1)];
	await forEachInParallel(
		everybody.flatMap((who) => prepared.map((one) => ({ who, ...one }))),
		async ({ who, name, call, given }) => {
			const query = new URLSearchParams(
				Object.entries(given).map(([key, value]) => [
					key,
					typeof value === 'object' ? JSON.stringify(value) : String(value)
				])
			);
			const path = `rpc/${name}?${query}`;
			const read = await request(who, 'GET', path);
			const attempt = `${who.label}: GET ${path} → ${read.status} ${read.body}`;
			// What would write is refused as such (25006), if not before.
			expect([...allowedByGet(who, call), '405 25006'], attempt).toContain(outcomeOf(read));
			// These do not depend on who asks: they never come as far as the database.
			if (!anyThree.includes(who)) return;
			const head = await request(who, 'HEAD', path);
			expect([head.status < 500, head.body], attempt).toEqual([true, '']);
			for (const verb of ['PUT', 'PATCH', 'DELETE']) {
				const answer = await request(who, verb, `rpc/${name}`, given);
				expect(outcomeOf(answer), `${verb} ${name}`).toBe('405 PGRST101');
			}
		}
	);
	expect(await fingerprint(db, household.tenant.resellerId)).toBe(before);
});

function allowedByGet(who: Member, call: Call): string[] {
	const isResident = household.residents.includes(who as Resident);
	const allowed = isResident ? expectedOf(who as Resident, call) : expectedOfOutsider(who, call);
	// Reading, PostgREST may answer 200 where there is nothing to say.
	return allowed.includes('204') ? [...allowed, '200'] : allowed;
}

function expectedOf(who: Resident, { needs, granted, toNobody = [] }: Call): string[] {
	if (needs === 'the key') return ['403 42501'];
	if (needs === 'anybody' || needs === 'the world') return [granted];
	if (needs === 'staff') return [who.clientId ? '403 not_permitted' : granted];
	const isOnlyForOneself = needs === 'oneself' || needs.oneself;
	if (isOnlyForOneself && who.isImpersonating) return ['403 impersonation_forbidden'];
	if (needs === 'oneself' || rightsOf(who).has(needs.permission)) return [granted];
	const isAnyStaff = needs.staff === 'any' && !who.clientId;
	if (isAnyStaff || (needs.staff && rightsOf(who).has(needs.staff))) return [granted];
	// A client's user is refused the staff as if they did not exist.
	return ['403 not_permitted', ...(who.clientId ? toNobody : [])];
}

function expectedOfOutsider(who: Member, { needs, granted, toNobody }: Call): string[] {
	if (needs === 'the key') return ['403 42501'];
	if (toNobody) return toNobody;
	if (needs === 'anybody' || needs === 'the world') return [granted];
	const isPerson = household.strangers.includes(who);
	if (needs === 'oneself') return [isPerson ? granted : '401 not_signed_in'];
	if (needs === 'staff') return ['403 no_account'];
	return [needs.oneself && !isPerson ? '401 not_signed_in' : '403 no_account'];
}

/** `204`, or `403 not_permitted` with the code of a refusal of ours, else that of Postgres or PostgREST. */
function outcomeOf({ status, body }: Answer): string {
	if (status < 400) return String(status);
	const { code, message } = JSON.parse(body) as { code: string; message: string };
	return `${status} ${code.startsWith('PT') ? message : code}`;
}
