import { beforeAll, describe, expect, test, vi } from 'vitest';
import { exposedRelations, readingOf, type Relation } from '../support/catalogue.ts';
import { fingerprint } from './fingerprint.ts';
import { untilMailed } from './hold-outbox.ts';
import { makeHousehold, permissionsOf, type Household, type Resident } from './household.ts';
import { databaseConnection } from './platform.ts';
import { forEachInParallel, request } from './rest.ts';
import { readers, type Reach } from './rights-of-relations.ts';

// Inside one account: every role and level, and whoever acts in the place of another, with every table and view by every verb.

// Thousands of requests each: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

const db = databaseConnection();
let household: Household;
let relations: Relation[];
let rightsOf: (who: Resident) => Set<string>;

beforeAll(async () => {
	[household, relations, rightsOf] = await Promise.all([
		makeHousehold(db),
		exposedRelations(db),
		permissionsOf(db)
	]);
	await untilMailed(db, household.tenant.resellerId);
});

test('every table and view says who reads it', () => {
	expect(relations.map(({ name }) => name)).toEqual(Object.keys(readers).sort());
});

const encounters = () =>
	household.residents.flatMap((who) => relations.map((relation) => ({ who, relation })));

describe('every role and level', () => {
	test('reads what it may and no more, and is told the right number', () =>
		forEachInParallel(encounters(), async ({ who, relation }) => {
			const reach = reachOf(who, relation);
			const meeting = `${who.label}: ${relation.name} (${reach})`;
			const answer = await request(who, 'GET', readingOf(relation));
			expect(answer.status, meeting).toBe(200);
			const rows = JSON.parse(answer.body) as Record<string, unknown>[];
			expect(rows.length > 0, meeting).toBe(reach !== 'nothing');
			const head = await request(who, 'HEAD', readingOf(relation), undefined, {
				prefer: 'count=exact'
			});
			expect(head.contentRange?.split('/')[1], meeting).toBe(String(rows.length));

			if (who.clientId) expect(answer.body, meeting).not.toContain(household.neighbour);
			if (reach === 'own row') {
				const person = relation.name === 'people' ? 'id' : 'person_id';
				expect(
					rows.map((row) => row[person]),
					meeting
				).toEqual([who.subject.personId]);
			}
			if (reach === 'own client' && relation.name !== 'invoice_lines') {
				const client = relation.columns.includes('client_id') ? 'client_id' : 'id';
				expect(new Set(rows.map((row) => row[client])), meeting).toEqual(new Set([who.clientId]));
			}
			if (!who.seesPhones) expect(answer.body, meeting).not.toContain('987654321');
		}));

	test('of the staff reads the second client as well', () =>
		forEachInParallel(encounters(), async ({ who, relation }) => {
			if (who.clientId || reachOf(who, relation) === 'nothing') return;
			if (!namesClients.includes(relation.name)) return;
			const answer = await request(who, 'GET', readingOf(relation));
			expect(answer.body, `${who.label}: ${relation.name}`).toContain(household.neighbour);
		}));

	test('writes into no table, but through functions', async () => {
		const { tenant } = household;
		const before = await fingerprint(db, tenant.resellerId);
		// Every request writes with the same right of Postgres: where there is none, one who tries has tried for all.
		const writers = relations.flatMap((relation) =>
			household.residents
				.slice(0, relation.isWritable ? undefined : 1)
				.map((who) => ({ who, relation }))
		);
		await forEachInParallel(writers, async ({ who, relation }) => {
			const forged: Record<string, unknown> = {
				reseller_id: tenant.resellerId,
				client_id: tenant.clientId,
				person_id: who.personId,
				name: 'forged',
				role: 'owner',
				level: 6,
				sees_phones: true
			};
			const row = Object.fromEntries(
				Object.entries(forged).filter(([column]) => relation.columns.includes(column))
			);
			const [key] = relation.columns;
			const value = relation.name === 'audit_entries' ? 1 : tenant.clientId;
			const writes: [string, string, object | undefined][] = [
				['POST', relation.name, row],
				['PATCH', `${relation.name}?${key}=not.is.null`, row],
				['DELETE', `${relation.name}?${key}=not.is.null`, undefined],
				['PUT', `${relation.name}?${key}=eq.${value}`, { ...row, [key!]: value }]
			];
			for (const [verb, path, body] of writes) {
				const answer = await request(who, verb, path, body);
				const attempt = `${who.label}: ${verb} ${path} → ${answer.status} ${answer.body}`;
				// A view that takes no writes, a number that the database gives, a body that does not fit the verb; else no right.
				expect(['42501', '55000', '428C9', 'PGRST105', 'PGRST114', 'PGRST115'], attempt).toContain(
					JSON.parse(answer.body).code
				);
			}
		});
		expect(await fingerprint(db, tenant.resellerId)).toBe(before);
	});
});

test('who acts in the place of another sees what the other sees, byte for byte', async () => {
	for (const { actor, subject } of household.impersonations) {
		for (const relation of relations) {
			const [seen, own] = await Promise.all(
				[actor, subject].map((who) =>
					request(who, 'GET', readingOf(relation), undefined, { prefer: 'count=exact' })
				)
			);
			expect(seen, `${actor.label}: ${relation.name}`).toEqual(own);
		}
	}
});

test('nobody reads nothing', () =>
	forEachInParallel(
		[...household.strangers, ...household.nobodies].flatMap((who) =>
			relations.map((relation) => ({ who, relation }))
		),
		async ({ who, relation }) => {
			const answer = await request(who, 'GET', readingOf(relation));
			expect([answer.status, answer.body], `${who.label}: ${relation.name}`).toEqual([200, '[]']);
		}
	));

/** Where the second client's name stands. */
const namesClients = ['clients', 'client_list', 'client_notes', 'plans', 'plan_catalog'];

function reachOf(who: Resident, relation: Relation): Reach {
	const named = readers[relation.name]!;
	const { reach, permission, needsPhones } = who.clientId ? named.users : named.staff;
	if (permission && !rightsOf(who).has(permission)) return 'nothing';
	if (needsPhones && !who.seesPhones) return 'nothing';
	return reach;
}
