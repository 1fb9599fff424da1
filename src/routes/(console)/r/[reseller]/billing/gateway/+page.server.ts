import { fail } from '@sveltejs/kit';
import { message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { getBillingSettings } from '#lib/dunning/billing-settings.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { formAction, readForm, tooMuch } from '#lib/forms/form-action.server.ts';
import {
	connectSchema,
	nothingSchema,
	repairSchema,
	retrySchema
} from '#lib/gateway/gateway-schema.ts';
import {
	connectGateway,
	disconnectGateway,
	findGateway,
	listCommands,
	listDrifts,
	listEvents,
	reconcileGateway,
	repairDrift,
	retryParked,
	testGateway
} from '#lib/gateway/gateway.server.ts';
import { m } from '#lib/paraglide/messages.js';

export async function load({ depends, locals, parent }) {
	depends('live:gateway_accounts', 'live:gateway_charges', 'live:gateway_drifts');
	const { account } = await parent();
	if (!account.permissions.includes('billing.configure'))
		throw new DomainError('not_permitted', 403);
	const { db } = locals;
	const { id } = account.reseller;
	const [gateway, queue, drifts, events, { payMethods }] = await Promise.all([
		findGateway(db, id),
		listCommands(db),
		listDrifts(db, id),
		listEvents(db, id),
		getBillingSettings(db)
	]);
	const { provider = 'asaas', environment = 'production' } = gateway ?? {};
	const connectForm = await superValidate({ provider, environment }, zod4(connectSchema), {
		errors: false
	});
	return { gateway, queue, drifts, events, payMethods, connectForm };
}

export const actions = {
	/** Answers with the webhook's token, which no later answer has. */
	async connect({ locals, request }) {
		const form = await readForm(connectSchema, request);
		if (!form) return tooMuch(connectSchema);
		if (!form.valid) return fail(422, { form });
		try {
			const connection = await connectGateway(locals.db, form.data);
			form.data.apiKey = '';
			return { form, connection };
		} catch (error) {
			form.data.apiKey = '';
			if (!(error instanceof DomainError)) throw error;
			return message(
				form,
				{ tone: 'danger', text: errorText(error), code: error.code },
				{ status: error.status as 409 }
			);
		}
	},
	disconnect: formAction(nothingSchema, async (_, { locals }) => {
		await disconnectGateway(locals.db);
		return m.gateway_disconnected();
	}),
	test: formAction(nothingSchema, async (_, { locals }) => {
		await testGateway(locals.db);
		return m.gateway_testing();
	}),
	reconcile: formAction(nothingSchema, async (_, { locals }) => {
		await reconcileGateway(locals.db);
		return m.gateway_reconciling();
	}),
	retry: formAction(retrySchema, async ({ id }, { locals }) => {
		await retryParked(locals.db, id);
		return m.gateway_retrying();
	}),
	repair: formAction(repairSchema, async (repair, event) => {
		await repairDrift(event.locals.db, repair);
		return m.gateway_repaired();
	})
};
