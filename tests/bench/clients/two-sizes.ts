import { adminOf, claiming, makeMember, type Member } from '../../support/world.ts';
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
	/** A tenth of it: what one works with. */
	middle: SizedReseller;
	/** A hundredth of it, at least 1,000 clients: the reference of P6. */
	small: SizedReseller;
}

const neighbours = 10;

/** A large, a middling and a small reseller with one owner, in a database where others have clients too. */
export async function seedTwoSizes(place: BenchPlace): Promise<TwoSizes> {
	const { db, platform, rows, step } = place;
	const sizes = [100, 10, 1].map((times) => Math.max(1000, Math.round((rows * times) / 100)));
	const large = await seedReseller(db, 'veloz', 'Veloz Internet');
	const middle = await seedReseller(db, 'centro', 'Centro Telecom');
	const small = await seedReseller(db, 'norte', 'Norte Digital');
	const counts: SeedCounts[] = [];
	for (const [at, reseller] of [large, middle, small].entries())
		await step(`${count(sizes[at]!)} clients of ${reseller.name}`, async () =>
			counts.push(await seedClients(db, { resellerId: reseller.id, clients: sizes[at]! }))
		);
	await step(`${neighbours} neighbours`, async () => {
		for (let n = 1; n <= neighbours; n++) {
			const { id } = await seedReseller(db, `vizinha-${n}`, `Vizinha ${n}`);
			counts.push(await seedClients(db, { resellerId: id, clients: sizes[2]! }));
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
		.insert(
			[middle, small].map(({ id }) => ({
				...{ reseller_id: id, person_id: owner.personId, role: 'owner' }
			}))
		)
		.throwOnError();
	const sized = (reseller: SeededReseller, clients: number): SizedReseller => ({
		...{ ...reseller, clients },
		owner: claiming(platform, owner, `reseller/${reseller.slug}`)
	});
	return {
		large: sized(large, sizes[0]!),
		middle: sized(middle, sizes[1]!),
		small: sized(small, sizes[2]!)
	};
}

function printCounts({ print }: BenchPlace, [large, middle, small, ...others]: SeedCounts[]): void {
	print(
		'Rows',
		['table', 'large', 'middle', 'small', `${neighbours} neighbours`],
		Object.keys(large!)
			.filter((table) => !table.startsWith('app.'))
			.map((table) => [
				table,
				count(large![table]!),
				count(middle![table]!),
				count(small![table]!),
				count(others.reduce((sum, each) => sum + each[table]!, 0))
			])
	);
}
