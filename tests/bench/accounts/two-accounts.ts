import { adminOf, makeMember, type Member } from '../../support/world.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { seedClients, settle, type SeedCounts } from '../seed/seed-clients.ts';
import { seedReseller, type SeededReseller } from '../seed/seed-reseller.ts';

export interface TwoAccounts {
	/** Each with all the clients that were asked for. */
	large: [SeededReseller, SeededReseller];
	/** Owner of both. */
	owner: Member;
}

const smallResellers = 10;

/** A person with two large accounts, in a database where others have clients too. */
export async function seedTwoAccounts(place: BenchPlace): Promise<TwoAccounts> {
	const { db, platform, rows, step } = place;
	const first = await seedReseller(db, 'veloz', 'Veloz Internet');
	const second = await seedReseller(db, 'norte', 'Norte Digital');
	const counts: SeedCounts[] = [];
	for (const reseller of [first, second]) {
		await step(`${count(rows)} clients of ${reseller.name}`, async () =>
			counts.push(await seedClients(db, { resellerId: reseller.id, clients: rows }))
		);
	}
	await step(`${smallResellers} smaller resellers`, async () => {
		for (let n = 1; n <= smallResellers; n++) {
			const { id } = await seedReseller(db, `vizinha-${n}`, `Vizinha ${n}`);
			counts.push(await seedClients(db, { resellerId: id, clients: Math.ceil(rows / 100) }));
		}
	});
	await step('vacuum', () => settle(db));
	printCounts(place, counts);

	const owner = await makeMember(platform, 'Ana', `reseller/${first.slug}`, {
		reseller_id: first.id,
		role: 'owner'
	});
	await adminOf(platform)
		.from('memberships')
		.insert({ reseller_id: second.id, person_id: owner.personId, role: 'owner' })
		.throwOnError();
	return { large: [first, second], owner };
}

function printCounts({ print }: BenchPlace, counts: SeedCounts[]): void {
	const [first, second, ...others] = counts;
	const rows = Object.keys(first!)
		.filter((table) => !table.startsWith('app.'))
		.map((table) => [
			table,
			count(first![table]!),
			count(second![table]!),
			count(others.reduce((sum, each) => sum + each[table]!, 0))
		]);
	print('Rows', ['table', 'account A', 'account B', `${smallResellers} others`], rows);
}
