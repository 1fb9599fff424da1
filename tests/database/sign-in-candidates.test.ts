import { beforeAll, describe, expect, test } from 'vitest';
import { adminOf, makeMember, makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
const admin = adminOf(platform);
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'identifying');
});

const colleague = (label: string) =>
	makeMember(platform, label, `reseller/${tenant.slug}`, {
		reseller_id: tenant.resellerId,
		role: 'admin'
	});

describe('an identifier', () => {
	const candidates = async (identifier: string) =>
		(
			(await admin.rpc('sign_in_candidates', { identifier }).throwOnError()).data as {
				person_id: string;
			}[]
		).map(({ person_id }) => person_id);
	/** Eleven digits that nobody else in this database has. */
	const someCpf = () => String(Math.floor(Math.random() * 1e11)).padStart(11, '0');

	test('means the address, in any case; or the CPF that a person gave, however written', async () => {
		const member = await colleague('by CPF');
		const cpf = someCpf();
		await member.db.rpc('save_my_profile', { name: 'Com CPF', cpf }).throwOnError();
		const written = cpf.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4');
		for (const identifier of [
			member.email,
			member.email.toUpperCase(),
			` ${member.email} `,
			cpf,
			written
		])
			expect(await candidates(identifier), identifier).toEqual([member.personId]);
		for (const identifier of ['', cpf.slice(1), `${cpf}0`, '%', '%@%', 'nobody@people.example'])
			expect(await candidates(identifier), identifier).toEqual([]);
		await member.db.rpc('save_my_profile', { name: 'Sem CPF' }).throwOnError();
		expect(await candidates(cpf)).toEqual([]);
	});

	test('means the users of an individual client with that CPF, while they are active', async () => {
		const cpf = someCpf();
		await db.query(
			`update public.clients set person_type = 'individual', document = $2 where id = $1`,
			[tenant.clientId, cpf]
		);
		const found = await candidates(cpf);
		const users = new Set(Object.values(tenant.users).map(({ personId }) => personId));
		// At most three, so that one call cannot try many.
		expect(found).toHaveLength(3);
		for (const id of found) expect(users).toContain(id);
		await db.query(
			`update public.memberships set status = 'inactive' where client_id = $1 and person_id <> $2`,
			[tenant.clientId, tenant.clientUser.personId]
		);
		expect(await candidates(cpf)).toEqual([tenant.clientUser.personId]);
	});

	test('may be claimed by two; each is a candidate, and neither learns of the other', async () => {
		const [one, two] = await Promise.all([colleague('one'), colleague('two')]);
		const cpf = someCpf();
		for (const who of [one, two]) {
			const saved = await who.db.rpc('save_my_profile', { name: 'Homônima', cpf });
			expect(saved.error).toBeNull();
		}
		expect((await candidates(cpf)).sort()).toEqual([one.personId, two.personId].sort());
	});
});
