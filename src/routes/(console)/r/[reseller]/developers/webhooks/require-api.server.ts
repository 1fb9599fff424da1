import { DomainError } from '#lib/errors/domain-error.ts';

interface Acting {
	account: { permissions: string[]; reseller: { id: string } };
}

/** The reseller, for whoever may manage its API: pages load beside the layout that asks as well. */
export function requireApi({ account }: Acting): { id: string } {
	if (!account.permissions.includes('api.manage')) throw new DomainError('not_permitted', 403);
	return account.reseller;
}
