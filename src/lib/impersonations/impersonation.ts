export type ImpersonationEnd = 'left' | 'expired' | 'membership_ended';

/** In characters; the database asks the same. Apart from the form's schema, whose library the browser does without. */
export const reasonLength = { least: 3, most: 200 } as const;

/** "Logar como": somebody of the reseller in the place of a client's user. */
export interface Impersonation {
	id: string;
	actorId: string;
	actorName: string;
	subjectName: string;
	subjectEmail: string;
	reason: string;
	startedAt: string;
	expiresAt: string;
	endedAt: string | null;
	endReason: ImpersonationEnd | null;
}

/** Seconds that are left of an impersonation; 0 once it is over. */
export function secondsLeft(
	{ endedAt, expiresAt }: Pick<Impersonation, 'endedAt' | 'expiresAt'>,
	now: Date
): number {
	if (endedAt) return 0;
	return Math.max(0, Math.ceil((Date.parse(expiresAt) - now.getTime()) / 1000));
}

/** `29:59` */
export function clockText(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
