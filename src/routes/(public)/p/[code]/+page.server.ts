import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { signUpSchema } from '#lib/plans/sign-up/sign-up-schema.ts';
import { findPublicPlan, signUp } from '#lib/plans/sign-up/sign-up.server.ts';
import { limitTries } from '#lib/server/address-limit.ts';

export async function load(event) {
	const { locals, params, setHeaders } = event;
	const plan = await findPublicPlan(locals.db, params.code);
	if (!plan) {
		// Whoever has the link may open it as often as they like; whoever looks for one may not.
		limitTries(event, 'link');
		throw new DomainError('sign_up_not_available', 404);
	}
	setHeaders({ 'cache-control': 'private, no-store' });
	const [first] = plan.prices;
	const form = await superValidate(
		{
			requestId: newUuid(),
			version: String(plan.version),
			agreementVersion: String(plan.agreement?.version ?? ''),
			// One way to pay is no choice.
			...(plan.prices.length === 1 && first && { months: String(first.months) }),
			personType: 'individual' as const,
			phones: ['']
		},
		zod4(signUpSchema),
		{ errors: false }
	);
	return { plan, form };
}

export const actions = {
	default: formAction(signUpSchema, async (form, event) => {
		limitTries(event, 'sign-up');
		const code = event.params.code ?? '';
		const id = await signUp(event.locals.db, code, getLocale(), form);
		redirect(303, `/p/${encodeURIComponent(code)}/${id}`);
	})
};
