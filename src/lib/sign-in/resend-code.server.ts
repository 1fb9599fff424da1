import { redirect, type RequestEvent } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { askedCode, rememberAskedCode } from './asked-code.server.ts';
import type { CodePurpose } from './identity.server.ts';
import { requestCode } from './sign-in.server.ts';

export interface Resent {
	resent: boolean;
	/** Why not, in the person's language. */
	refusal: string | null;
}

/** Mails another code to whom the last one was for, once the waiting time is over. */
export async function resendCode(event: RequestEvent, purpose: CodePurpose): Promise<Resent> {
	const asked = askedCode(event.cookies, purpose);
	if (!asked) redirect(303, resolve('/sign-in'));
	if (asked.waitSeconds > 0) return { resent: false, refusal: null };
	try {
		await requestCode(event, { identifier: asked.identifier, purpose });
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		return { resent: false, refusal: errorText(error) };
	}
	rememberAskedCode(event.cookies, purpose, asked.identifier);
	return { resent: true, refusal: null };
}
