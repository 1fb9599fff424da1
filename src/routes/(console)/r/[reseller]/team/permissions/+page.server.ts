import { getPermissionMatrix } from '#lib/users/users.server.ts';

export async function load({ locals }) {
	return { matrix: await getPermissionMatrix(locals.db) };
}
