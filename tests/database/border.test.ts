import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
	exposedFunctions,
	exposedRelations,
	readingOf,
	type ExposedFunction,
	type Relation
} from '../support/catalogue.ts';
import { makeMember, makeTenant, type Member, type Tenant } from '../support/world.ts';
import { makeAttackers, someOfEachClaim } from './attackers.ts';
import { fingerprint } from './fingerprint.ts';
import { databaseConnection, platform } from './platform.ts';
import { forEachInParallel, request } from './rest.ts';

// The matrix is generated from the catalogue: every table, view and function, by every verb, by everybody who is
// on the wrong side of the border, with every account they may claim.

// Thousands of requests each: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

const db = databaseConnection();
let victim: Tenant;
let relations: Relation[];
let functions: ExposedFunction[];
let attackers: Member[];
/** By the name that an argument or a column has. */
let known: Record<string, string>;
/** What an argument that is just called `id` may mean. */
let knownIds: string[];

beforeAll(async () => {
	[victim, relations, functions] = await Promise.all([
		makeTenant(platform, 'victim'),
		exposedRelations(db),
		exposedFunctions(db)
	]);
	attackers = await makeAttackers(victim, db);
	const { data } = await victim.clientUser.db.rpc('current_account').throwOnError();
	known = {
		reseller_id: victim.resellerId,
		client_id: victim.clientId,
		invoice_id: victim.invoiceId,
		person_id: victim.clientUser.personId,
		membership_id: data.membership_id
	};
	knownIds = [data.membership_id, victim.onboardingId, victim.invitationId, victim.impersonationId];
});

/** Every attacker with every table and view. */
const attempts = () =>
	attackers.flatMap((attacker) => relations.map((relation) => ({ attacker, relation })));

test('the victim itself sees its marker in every relation, so the matrix looks at something', async () => {
	for (const relation of relations) {
		const answer = await request(victim.staff.owner, 'GET', readingOf(relation));
		expect(answer.status, relation.name).toBe(200);
		expect(JSON.parse(answer.body), relation.name).not.toEqual([]);
		expect(leaks(answer.body), relation.name).toBe(true);
	}
});

describe('nobody across the border', () => {
	test('reads a row', () =>
		forEachInParallel(attempts(), async ({ attacker, relation }) => {
			const answer = await request(attacker, 'GET', readingOf(relation));
			const attempt = `${attacker.label}: GET ${relation.name} → ${answer.status}`;
			expect(leaks(answer.body), attempt).toBe(false);
			expect(answer.status, attempt).toBeLessThan(500);
		}));

	test('reads a row by its id, or learns how many there are', () =>
		forEachInParallel(attempts(), async ({ attacker, relation }) => {
			for (const filter of filtersOf(relation).slice(0, 1)) {
				const path = `${readingOf(relation)}&${filter}`;
				const answer = await request(attacker, 'HEAD', path, undefined, { prefer: 'count=exact' });
				const attempt = `${attacker.label}: HEAD ${path} → ${answer.status} ${answer.contentRange}`;
				expect(answer.contentRange ?? '*/0', attempt).toMatch(/\*\/(0|\*)$/);
				expect(answer.status, attempt).toBeLessThan(500);
			}
		}));

	test('writes, changes or deletes one', async () => {
		const before = await fingerprint(db, victim.resellerId);
		// Every request writes with the same right of Postgres: where there is none, one who tries has tried for all.
		// Who says to be of the reseller says the most that one can; reading has shown what the other claims are worth.
		const writers = relations.flatMap((relation) =>
			attackers
				.filter(({ account }) => !/^(client|impersonation)/.test(account))
				.slice(0, relation.isWritable ? undefined : 1)
				.map((attacker) => ({ attacker, relation }))
		);
		await forEachInParallel(writers, async ({ attacker, relation }) => {
			const filter = filtersOf(relation)[0] ?? 'id=not.is.null';
			const writes: [string, string, object | undefined][] = [
				['POST', relation.name, forgedRow(relation)],
				['PATCH', `${relation.name}?${filter}`, forgedRow(relation)],
				['DELETE', `${relation.name}?${filter}`, undefined],
				['PUT', `${relation.name}?id=eq.${victim.clientId}`, forgedRow(relation)]
			];
			for (const [verb, path, body] of writes) {
				const answer = await request(attacker, verb, path, body, {
					prefer: 'return=representation'
				});
				const attempt = `${attacker.label}: ${verb} ${path} → ${answer.status} ${answer.body}`;
				expect(answer.status, attempt).toBeGreaterThanOrEqual(400);
				// PostgREST knows no better answer to a write into a view that takes none.
				const isFixedView = relation.kind === 'view' && answer.body.includes('"code":"55000"');
				expect(answer.status < 500 || isFixedView, attempt).toBe(true);
				expect(leaks(answer.body), attempt).toBe(false);
			}
		});
		expect(await fingerprint(db, victim.resellerId)).toBe(before);
	});

	test('reaches one through a function', async () => {
		const before = await fingerprint(db, victim.resellerId);
		// Each function meets some of every claim, and everybody many functions.
		const calls = functions.flatMap((called, at) =>
			someOfEachClaim(attackers, at).flatMap((attacker) =>
				forgedCalls(called).map((given) => ({ attacker, called, given }))
			)
		);
		await forEachInParallel(calls, async ({ attacker, called, given }) => {
			const answer = await request(attacker, 'POST', `rpc/${called.name}`, given);
			const attempt = `${attacker.label}: ${called.name}(${JSON.stringify(given)}) → ${answer.status} ${answer.body}`;
			expect(answer.status, attempt).toBeLessThan(500);
			// What the attacker sent is not news to them.
			const news = [...knownIds, ...Object.values(known)].reduce(
				(body, id) => body.replaceAll(id, ''),
				answer.body
			);
			expect(leaks(news), attempt).toBe(false);
		});
		expect(await fingerprint(db, victim.resellerId)).toBe(before);
	});
});

test('a member whose membership ended is nobody at the next request', async () => {
	const leaver = await makeMember(platform, 'leaver', `reseller/${victim.slug}`, {
		reseller_id: victim.resellerId,
		role: 'admin'
	});
	const seen = () => leaver.db.from('clients').select('id').throwOnError();
	expect((await seen()).data).not.toEqual([]);
	await db.query(`update public.memberships set status = 'inactive' where person_id = $1`, [
		leaver.personId
	]);
	expect((await seen()).data).toEqual([]);
});

test('a token whose session was revoked is nobody at the next request', async () => {
	const leaver = await makeMember(platform, 'revoked', `reseller/${victim.slug}`, {
		reseller_id: victim.resellerId,
		role: 'admin'
	});
	await db.query('delete from auth.sessions where user_id = $1', [leaver.personId]);
	expect((await leaver.db.from('clients').select('id').throwOnError()).data).toEqual([]);
	expect((await leaver.db.rpc('sign_in_state').throwOnError()).data).toBe('signed_out');
});

/** What the victim's rows can be addressed by, in this relation. */
function filtersOf({ columns }: Relation): string[] {
	return Object.entries(known)
		.filter(([column]) => columns.includes(column))
		.map(([column, id]) => `${column}=eq.${id}`);
}

function forgedRow({ columns }: Relation): object {
	const forged: Record<string, unknown> = { ...known, name: 'forged', role: 'owner', level: 6 };
	return Object.fromEntries(Object.entries(forged).filter(([column]) => columns.includes(column)));
}

/** The function with every id of the victim that its arguments may mean. */
function forgedCalls(called: ExposedFunction): object[] {
	const byType: Record<string, unknown> = {
		text: 'client',
		jsonb: {
			...known,
			name: 'forged',
			person: [known.person_id],
			member: [known.membership_id],
			client: [known.client_id],
			invoice: [known.invoice_id],
			impersonation: [victim.impersonationId]
		},
		bigint: 1,
		integer: 1,
		smallint: 6,
		boolean: true,
		date: '2026-01-01'
	};
	const withId = (id: string) =>
		Object.fromEntries(
			called.arguments.map(({ name, type }) => {
				if (name === 'request_id') return [name, randomUUID()];
				if (type === 'uuid') return [name, known[name] ?? id];
				return [name, byType[type]];
			})
		);
	return called.arguments.some(({ name }) => name === 'id')
		? knownIds.map(withId)
		: [withId(victim.clientId)];
}

/** Every id and text of the victim in a body is a leak, unless the attacker sent it. */
function leaks(body: string): boolean {
	return body.includes(victim.marker) || body.includes(victim.resellerId);
}
