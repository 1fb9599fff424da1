import { roleName } from '#lib/accounts/role-name.ts';
import type { ResellerRole } from '#lib/accounts/account.ts';
import { m } from '#lib/paraglide/messages.js';
import { permissionName, permissionsAddedAt, type PermissionMatrix } from './permission.ts';
import { roleExplanation } from './role-explanation.ts';
import { chatLevels, mailLocales } from './user.ts';

/** Choices of a form, each with a line that explains it. */
export function roleOptions(roles: readonly ResellerRole[]) {
	return roles.map((value) => ({
		value,
		label: roleName(value),
		description: roleExplanation(value)
	}));
}

export function levelOptions(matrix: PermissionMatrix, locale: string) {
	const list = new Intl.ListFormat(locale, { type: 'conjunction' });
	return chatLevels.toReversed().map((value) => {
		const added = list.format(permissionsAddedAt(matrix, Number(value)).map(permissionName));
		return {
			value,
			label: m.users_level({ level: value }),
			description: levelText(Number(value), added)
		};
	});
}

function levelText(level: number, added: string): string {
	const below = level - 1;
	if (below === 0) return m.users_level_first({ added });
	return added ? m.users_level_adds({ added, below }) : m.users_level_same({ below });
}

const localeNames = { 'pt-BR': 'Português', en: 'English' };

export function mailLocaleOptions() {
	return mailLocales.map((value) => ({ value, label: localeNames[value] }));
}
