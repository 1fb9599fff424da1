import { m } from '#lib/paraglide/messages.js';
import type { UserRights, UserSummary } from './user.ts';

/** What can be done with a member or an invitation at a press; also the name of the form action behind it. */
export type Deed = 'resend' | 'revoke' | 'deactivate' | 'reactivate' | 'leave';

/** What the member may do with somebody, the likeliest first. */
export function deedsFor(
	{ kind, status }: Pick<UserSummary, 'kind' | 'status'>,
	{ mayManage, mayLeave }: UserRights
): Deed[] {
	if (kind === 'invitation') return mayManage ? ['resend', 'revoke'] : [];
	if (status === 'inactive') return mayManage ? ['reactivate'] : [];
	if (mayLeave) return ['leave'];
	return mayManage ? ['deactivate'] : [];
}

const labels: Record<Deed, () => string> = {
	resend: m.users_resend,
	revoke: m.users_revoke,
	deactivate: m.users_deactivate,
	reactivate: m.users_reactivate,
	leave: m.users_leave
};

export function deedLabel(deed: Deed): string {
	return labels[deed]();
}

interface Question {
	title: string;
	description: string;
}

/** What to ask before it is done; null for what can be done at once. */
export function questionBefore(
	deed: Deed,
	{ name, email }: Pick<UserSummary, 'name' | 'email'>
): Question | null {
	switch (deed) {
		case 'revoke':
			return {
				title: m.users_revoke_title({ name }),
				description: m.users_revoke_text({ email })
			};
		case 'deactivate':
			return { title: m.users_deactivate_title({ name }), description: m.users_deactivate_text() };
		case 'leave':
			return { title: m.users_leave_title(), description: m.users_leave_text() };
		default:
			return null;
	}
}
