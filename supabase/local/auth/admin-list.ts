import { requireAdmin } from './authenticate.ts';
import { ok, type Endpoint } from './context.ts';
import { validationFailed } from './errors.ts';
import { cleanText, type AuthRequest } from './request.ts';
import { userJson } from './user-json.ts';
import { audience, instanceId, type User } from './users.ts';

interface Page {
	page: number;
	perPage: number;
}

/** `GET /admin/users?page=1&per_page=50[&filter=][&sort=created_at asc]` */
export const listUsers: Endpoint = async (context, request) => {
	await requireAdmin(context, request);
	const direction = sortDirection(request.query.getAll('sort'));
	const { page, perPage } = pageOf(request);
	const filter = cleanText(request.query.get('filter') ?? '');
	const condition = `instance_id = $1 and aud = $2
		and ($3 = '' or email like '%' || $3 || '%' or raw_user_meta_data ->> 'full_name' ilike '%' || $3 || '%')`;
	const values = [instanceId, audience, filter];

	const { users, total } = await context.database.transaction(async (db) => {
		const counted = await db.query<{ total: string }>(
			`select count(*) as total from auth.users where ${condition}`,
			values
		);
		const found = await db.query<User>(
			`select * from auth.users where ${condition}
			order by created_at ${direction}, id ${direction} limit $4 offset $5`,
			[...values, perPage, (page - 1) * perPage]
		);
		return { users: found.rows, total: Number(counted.rows[0].total) };
	});
	return ok(
		{ users: users.map((user) => userJson(user, null)), aud: audience },
		{ link: linkHeader(request, { page, perPage }, total), 'x-total-count': String(total) }
	);
};

function sortDirection(sorts: string[]): 'asc' | 'desc' {
	let direction: 'asc' | 'desc' | undefined;
	for (const sort of sorts) {
		const [field, given = 'desc'] = sort.split(' ', 2);
		const asked = given.toLowerCase();
		if (field !== 'created_at')
			throw validationFailed(`Bad Sort Parameters: bad field for sort '${field.slice(0, 40)}'`);
		if (asked !== 'asc' && asked !== 'desc')
			throw validationFailed(
				`Bad Sort Parameters: bad direction for sort '${given.slice(0, 40)}', only 'asc' and 'desc' allowed`
			);
		direction ??= asked;
	}
	return direction ?? 'desc';
}

function pageOf(request: AuthRequest): Page {
	const number = (name: string, fallback: number): number => {
		const given = request.query.get(name) ?? '';
		if (given === '') return fallback;
		const value = Number(given);
		if (!/^\d+$/.test(given) || value > 2 ** 31)
			throw validationFailed(
				`Bad Pagination Parameters: parsing ${JSON.stringify(given.slice(0, 40))}: invalid syntax`
			);
		// Zero means the default, both for the page and for its length.
		return value || fallback;
	};
	return { page: number('page', 1), perPage: number('per_page', 50) };
}

function linkHeader(request: AuthRequest, { page, perPage }: Page, total: number): string {
	const last = Math.ceil(total / perPage);
	const link = (number: number, relation: string): string => {
		const query = new URLSearchParams(request.query);
		query.set('page', String(number));
		// auth-js reads the page from the first parameter.
		query.sort();
		return `<${request.path}?${query.toString()}>; rel="${relation}"`;
	};
	return [...(last > page ? [link(page + 1, 'next')] : []), link(last, 'last')].join(', ');
}
