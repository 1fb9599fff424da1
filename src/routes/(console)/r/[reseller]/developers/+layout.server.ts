import { DomainError } from '#lib/errors/domain-error.ts';

export async function load({ parent }) {
	const { account } = await parent();
	if (!account.permissions.includes('api.manage')) throw new DomainError('not_permitted', 403);
}
