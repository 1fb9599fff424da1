import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { z } from 'zod';
import { qrCodeSvg } from '#lib/billing/qr-code.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { linkSchema, switchSchema } from '#lib/plans/link-schema.ts';
import { getPlan, listPlanSubscriptions, listSignUps } from '#lib/plans/plan-book.server.ts';
import { publicPlanPath } from '#lib/plans/plan-paths.ts';
import { setPlanActive, setPlanLink } from '#lib/plans/save-plan.server.ts';

export async function load({ depends, locals, params, parent, url }) {
	depends('live:plans', 'live:plan_categories', 'live:subscriptions', 'live:plan_sign_ups');
	const { account } = await parent();
	const [plan, subscriptions, signUps] = await Promise.all([
		getPlan(locals.db, account.reseller.id, params.planId),
		listPlanSubscriptions(locals.db, params.planId),
		listSignUps(locals.db, params.planId)
	]);
	const address = plan.publicCode && url.origin + publicPlanPath(plan.publicCode);
	return {
		plan,
		subscriptions,
		signUps,
		address,
		qrCode: address && plan.isPublished ? await qrCodeSvg(address) : null,
		linkForm: await superValidate({ code: plan.publicCode ?? '' }, zod4(linkSchema), {
			errors: false
		})
	};
}

const nothing = z.object({});

export const actions = {
	activate: formAction(nothing, async (_, { locals, params }) => {
		await setPlanActive(locals.db, params.planId ?? '', true);
		return m.plans_activated();
	}),
	deactivate: formAction(nothing, async (_, { locals, params }) => {
		await setPlanActive(locals.db, params.planId ?? '', false);
		return m.plans_deactivated();
	}),
	link: formAction(switchSchema, async ({ on }, { locals, params }) => {
		await setPlanLink(locals.db, params.planId ?? '', on, null);
		return on ? m.plans_link_switched_on() : m.plans_link_switched_off();
	}),
	rename: formAction(linkSchema, async ({ code }, { locals, params }) => {
		await setPlanLink(locals.db, params.planId ?? '', true, code);
		return m.plans_link_changed();
	})
};
