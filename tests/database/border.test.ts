import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	exposedFunctions,
	exposedRelations,
	type ExposedFunction,
	type Relation
} from '../support/catalogue.ts';
import {
	actingAs,
	makeMember,
	makeTenant,
	roles,
	type Member,
	type Tenant
} from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { request } from './rest.ts';

// The matrix is generated from the catalogue: every table, view and function, by every verb, by everybody who is
// on the wrong side of the border, with every account they may claim.

const db = databaseConnection();
let victim: Tenant;
let relations: Relation[];
let functions: ExposedFunction[];
let attackers: Member[];

beforeAll(async () => {
	[victim, relations, functions] = await Promise.all([
		makeTenant(platform, 'victim'),
		exposedRelations(db),
		exposedFunctions(db)
	]);
	const attacker = await makeTenant(platform, 'attacker');
	const stranger = await makeMember(
		platform,
		'stranger without account',
		`reseller/${victim.slug}`,
		null
	);
	const newcomer = await makeMember(
		platform,
		'newcomer who has not passed the code',
		`reseller/${victim.slug}`,
		{ reseller_id: victim.resellerId, role: 'owner' },
		false
	);
	const nobody: Member = {
		...stranger,
		label: 'nobody, with the publishable key alone',
		accessToken: platform.publishableKey
	};
	const insiders = [...roles.map((role) => attacker.staff[role]), attacker.clientUser];
	const claims = [
		`reseller/${victim.slug}`,
		`client/${victim.clientId}`,
		'',
		`reseller/${victim.slug}/../${attacker.slug}`
	];
	attackers = [
		...insiders,
		...insiders.flatMap((member) => claims.map((account) => claiming(member, account))),
		...[stranger, newcomer, nobody].flatMap((member) =>
			claims.map((account) => claiming(member, account))
		)
	];
});

const claiming = (member: Member, account: string): Member => ({
	...member,
	label: `${member.label} claiming "${account}"`,
	account,
	db: actingAs(platform, member.accessToken, account)
});

test('the victim itself sees its marker in every relation, so the matrix looks at something', async () => {
	for (const relation of relations) {
		const answer = await request(victim.staff.owner, 'GET', relation.name);
		expect(answer.status, relation.name).toBe(200);
		expect(JSON.parse(answer.body), relation.name).not.toEqual([]);
		expect(leaks(answer.body), relation.name).toBe(true);
	}
});

describe('nobody across the border', () => {
	test('reads a row, by any filter', async () => {
		for (const attacker of attackers) {
			for (const relation of relations) {
				const attempts = ['', ...tenantFilters(relation)];
				for (const filter of attempts) {
					const answer = await request(attacker, 'GET', `${relation.name}?${filter}`);
					expect(leaks(answer.body), `${attacker.label}: GET ${relation.name}?${filter}`).toBe(
						false
					);
					expect(answer.status, `${attacker.label}: GET ${relation.name}?${filter}`).toBeLessThan(
						500
					);
				}
			}
		}
	});

	test('learns how many there are', async () => {
		for (const attacker of attackers) {
			for (const relation of relations.filter(({ columns }) => columns.includes('reseller_id'))) {
				const answer = await request(
					attacker,
					'HEAD',
					`${relation.name}?reseller_id=eq.${victim.resellerId}`,
					undefined,
					{
						prefer: 'count=exact'
					}
				);
				expect(answer.contentRange ?? '*/0', `${attacker.label}: HEAD ${relation.name}`).toMatch(
					/\*\/(0|\*)$/
				);
			}
		}
	});

	test('writes, changes or deletes one', async () => {
		const before = await fingerprint();
		for (const attacker of attackers) {
			for (const relation of relations) {
				const [filter] = tenantFilters(relation);
				const writes: [string, string, object | undefined][] = [
					['POST', relation.name, forgedRow(relation)],
					['PATCH', `${relation.name}?${filter ?? 'id=not.is.null'}`, forgedRow(relation)],
					['DELETE', `${relation.name}?${filter ?? 'id=not.is.null'}`, undefined],
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
			}
		}
		expect(await fingerprint()).toBe(before);
	});

	test('reaches one through a function', async () => {
		const before = await fingerprint();
		for (const attacker of attackers) {
			for (const called of functions) {
				for (const id of [
					victim.resellerId,
					victim.clientId,
					victim.invoiceId,
					victim.onboardingId,
					victim.paymentId
				]) {
					const answer = await request(
						attacker,
						'POST',
						`rpc/${called.name}`,
						forgedArguments(called, id)
					);
					const attempt = `${attacker.label}: ${called.name}(${id}) → ${answer.status} ${answer.body}`;
					expect(answer.status, attempt).toBeLessThan(500);
					// What the attacker sent is not news to them.
					expect(leaks(answer.body.replaceAll(id, '')), attempt).toBe(false);
				}
			}
		}
		expect(await fingerprint()).toBe(before);
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
function tenantFilters({ columns }: Relation): string[] {
	const known: Record<string, string> = {
		reseller_id: victim.resellerId,
		client_id: victim.clientId,
		invoice_id: victim.invoiceId
	};
	return Object.entries(known)
		.filter(([column]) => columns.includes(column))
		.map(([column, id]) => `${column}=eq.${id}`);
}

function forgedRow({ columns }: Relation): object {
	const forged: Record<string, unknown> = {
		reseller_id: victim.resellerId,
		client_id: victim.clientId,
		invoice_id: victim.invoiceId,
		name: 'forged'
	};
	return Object.fromEntries(Object.entries(forged).filter(([column]) => columns.includes(column)));
}

function forgedArguments(called: ExposedFunction, id: string): object {
	const byType: Record<string, unknown> = {
		uuid: id,
		text: 'client',
		jsonb: { name: 'forged', id },
		bigint: 1,
		integer: 1,
		date: '2026-01-01'
	};
	return Object.fromEntries(
		called.arguments.map(({ name, type }) => [
			name,
			name === 'request_id' ? randomUUID() : byType[type]
		])
	);
}

/** Every id and text of the victim in a body is a leak, unless the attacker sent it. */
function leaks(body: string): boolean {
	return body.includes(victim.marker) || body.includes(victim.resellerId);
}

/** All the victim's rows, exposed or not, as one hash. */
async function fingerprint(): Promise<string> {
	const { rows: tables } = await db.query<{ name: string }>(`
		select format('%I.%I', n.nspname, c.relname) as name
		from pg_class c
		join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attname = 'reseller_id'
		where n.nspname in ('public', 'app') and c.relkind = 'r'
			-- The mail worker moves these on by itself.
			and c.relname not in ('outbox', 'invoice_mails')
		order by 1`);
	expect(tables.length).toBeGreaterThan(10);
	const hashes: string[] = [];
	for (const { name } of tables) {
		const { rows } = await db.query<{ hash: string }>(
			`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${name} t where reseller_id = $1`,
			[victim.resellerId]
		);
		hashes.push(`${name} ${rows[0]!.hash}`);
	}
	return hashes.join('\n');
}
