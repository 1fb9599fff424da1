import type { ClientAccount } from '#lib/accounts/account.ts';
import { DomainError } from '#lib/errors/domain-error.ts';

export function may({ permissions }: Pick<ClientAccount, 'permissions'>, permission: string) {
	return permissions.includes(permission);
}

/**
 * For a page that would otherwise show an honest reader an empty list: row level security withholds silently.
 * @throws DomainError not_permitted (403)
 */
export function requirePermission(
	account: Pick<ClientAccount, 'permissions'>,
	permission: string
): void {
	if (!may(account, permission)) throw new DomainError('not_permitted', 403, { permission });
}
