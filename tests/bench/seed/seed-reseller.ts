import type pg from 'pg';

export interface SeededReseller {
	id: string;
	slug: string;
	name: string;
}

/** A reseller with its brand and nothing else. */
export async function seedReseller(
	db: pg.Client,
	slug: string,
	name: string
): Promise<SeededReseller> {
	const { rows } = await db.query<{ id: string }>(
		`with reseller as (
			insert into public.resellers (slug, name) values ($1, $2) returning id
		)
		insert into public.reseller_brands (reseller_id, display_name, sender_name)
		select id, $2, $2 from reseller
		returning reseller_id as id`,
		[slug, name]
	);
	return { id: rows[0]!.id, slug, name };
}
