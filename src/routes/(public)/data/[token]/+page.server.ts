import { fail, redirect } from '@sveltejs/kit';
import { setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { clientFormOf } from '#lib/clients/client-fields.ts';
import { answersSchema, type Answers } from '#lib/data-requests/answers-schema.ts';
import { shownValues } from '#lib/data-requests/open-request.ts';
import {
	changedAnswers,
	completeRequest,
	findRequestByLink,
	keepAnswers
} from '#lib/data-requests/requests-by-link.server.ts';
import { limitSaves } from '#lib/data-requests/save-limit.server.ts';
import { sortAnswers } from '#lib/data-requests/sort-answers.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { cookieName, getLocale } from '#lib/paraglide/runtime.js';
import { limitTries } from '#lib/server/address-limit.ts';

export async function load(event) {
	const { locals, params, setHeaders, url, cookies } = event;
	limitTries(event, 'link');
	// The address is a key: no other site may learn it, no search engine may list it. (`no-referrer` would make browsers
	// send the form without an origin.)
	setHeaders({
		'referrer-policy': 'same-origin',
		'cache-control': 'private, no-store',
		'x-robots-tag': 'noindex, nofollow'
	});
	const request = await findRequestByLink(locals.db, params.token);
	if (!request) throw new DomainError('data_request_not_found', 404);
	// Whoever was written to in English reads on in English, until they choose otherwise.
	if (!cookies.get(cookieName) && request.locale !== getLocale() && !url.searchParams.has('in')) {
		cookies.set(cookieName, request.locale, { path: '/', httpOnly: false, sameSite: 'lax' });
		redirect(303, `${url.pathname}?in=${request.locale}`);
	}
	if (request.state !== 'open') return { request, isDone: url.searchParams.has('done') };
	const shown = shownValues(request);
	const form = await superValidate(
		{ ...clientFormOf(shown), base: JSON.stringify(shown) },
		zod4(answersSchema),
		{ errors: false }
	);
	return { request, form };
}

export const actions = {
	/** Hands the form in. */
	finish: formAction(answersSchema, async (answers, { locals, params, url }) => {
		await completeRequest(locals.db, params.token ?? '', answers);
		redirect(303, `${url.pathname}?done`);
	}),
	/** Without script: keeps what is right and stays. */
	keep: async (event) => {
		limitSaves(event);
		const form = await superValidate(event.request, zod4(answersSchema));
		const { valid, refused } = sortAnswers(changedAnswers(form.data));
		try {
			const kept = await keepAnswers(event.locals.db, event.params.token, valid);
			for (const [field, words] of Object.entries({ ...refused, ...kept.refused }))
				setError(form, field as Exclude<keyof Answers, 'phones'>, words);
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			return fail(error.status, { form });
		}
		return { form };
	}
};
