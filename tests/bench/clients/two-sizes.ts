import { adminOf, makeMember, type Member } from '../../support/world.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { count } from '../harness/goal.ts';
import { seedClients, settle, type SeedCounts } from '../seed/seed-clients.ts';
import { seedReseller, type SeededReseller } from '../seed/seed-reseller.ts';

export interface SizedReseller extends SeededReseller {
	clients: number;
	/** Its owner, with every right. */
	owner: Member;
}

export interface TwoSizes {
	large: SizedReseller;
	/** A hundredth of the large one, at least 1,000 clients: the reference of P6. */
	small: SizedReseller;
}

const neighbours = 10;

/** A large and a small reseller with one owner, in a database where others have clients too. */
export async function seedTwoSizes(place: BenchPlace): Promise<TwoSizes> {
	const { db, platform, rows, step } = place;
	const sizes = [rows, Math.max(1000, Math.round(rows / 100))] as const;
	const large = await seedReseller(db, 'veloz', 'Veloz Internet');
	const small = await seedReseller(db, 'norte', 'Norte Digital');
	const counts: SeedCounts[] = [];
	for (const [at, reseller] of [large, small].entries())
		await step(`${count(sizes[at]!)} clients of ${reseller.name}`, async () =>
			counts.push(await seedClients(db, { resellerId: reseller.id, clients: sizes[at]! }))
		);
	await step(`${neighbours} neighbours`, async () => {
		for (let n = 1; n <= neighbours; n++) {
			const { id } = await seedReseller(db, `vizinha-${n}`, `Vizinha ${n}`);
			counts.push(await seedClients(db, { resellerId: id, clients: sizes[1] }));
		}
	});
	await step('vacuum', () => settle(db));
	printCounts(place, counts);

	const owner = await makeMember(platform, 'Ana', `reseller/${large.slug}`, {
		reseller_id: large.id,
		role: 'owner'
	});
	await adminOf(platform)
		.from('memberships')
		.insert({ reseller_id: small.id, person_id: owner.personId, role: 'owner' })
		.throwOnError();
	return {
		large: { ...large, clients: sizes[0], owner },
		small: { ...small, clients: sizes[1], owner: { ...owner, account: `reseller/${small.slug}` } }
	};
}

function printCounts({ print }: BenchPlace, [large, small, ...others]: SeedCounts[]): void {
	print(
		'Rows',
		['table', 'large', 'small', `${neighbours} neighbours`],
		Object.keys(large!)
			.filter((table) => !table.startsWith('app.'))
			.map((table) => [
				table,
				count(large![table]!),
				count(small![table]!),
				count(others.reduce((sum, each) => sum + each[table]!, 0))
			])
	);
}
