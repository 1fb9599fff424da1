import { getPermissionMatrix } from '#lib/users/users.server.ts';

export async function load({ depends, locals, params }) {
	depends(`account:${params.reseller}`);
	return { matrix: await getPermissionMatrix(locals.db) };
}
