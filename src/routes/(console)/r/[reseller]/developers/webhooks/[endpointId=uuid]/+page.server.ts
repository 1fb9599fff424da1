import { randomUUID } from 'node:crypto';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { message } from 'sveltekit-superforms';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { formAction, readForm, tooMuch } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { listDeliveries } from '#lib/webhooks/deliveries.server.ts';
import { readCursor } from '#lib/webhooks/delivery-cursor.ts';
import { deliveryStates } from '#lib/webhooks/webhook.ts';
import { webhooksPath } from '#lib/webhooks/webhook-paths.ts';
import {
	nothingSchema,
	replayAllSchema,
	rotateSchema,
	testSchema
} from '#lib/webhooks/webhook-schema.ts';
import {
	deleteEndpoint,
	getEndpoint,
	replayDeliveries,
	revealSecret,
	rotateSecret,
	sendTest,
	setEndpointActive
} from '#lib/webhooks/webhooks.server.ts';
import { requireApi } from '../require-api.server.ts';

export async function load({ depends, locals, params, parent, url }) {
	depends('live:webhook_endpoints', 'live:webhook_deliveries');
	const { id } = requireApi(await parent());
	const state = deliveryStates.find((one) => one === url.searchParams.get('state')) ?? null;
	const before = readCursor(url.searchParams.get('before'));
	const [endpoint, log] = await Promise.all([
		getEndpoint(locals.db, id, params.endpointId),
		listDeliveries(locals.db, id, params.endpointId, { state, before })
	]);
	return {
		endpoint,
		log,
		state,
		isLater: before !== null,
		requestId: randomUUID(),
		now: Date.now()
	};
}

const idOf = ({ params }: RequestEvent): string => params.endpointId ?? '';

export const actions = {
	test: formAction(testSchema, async ({ requestId }, event) => {
		await sendTest(event.locals.db, requestId, idOf(event));
		return m.webhooks_test_sent();
	}),
	pause: formAction(nothingSchema, async (_, event) => {
		await setEndpointActive(event.locals.db, idOf(event), false);
	}),
	start: formAction(nothingSchema, async (_, event) => {
		await setEndpointActive(event.locals.db, idOf(event), true);
		return m.webhooks_started();
	}),
	replay: formAction(replayAllSchema, async ({ span }, event) => {
		const count = await replayDeliveries(event.locals.db, idOf(event), span, Date.now());
		return count > 0 ? m.webhooks_replaying({ count }) : m.webhooks_replaying_none();
	}),
	delete: formAction(nothingSchema, async (_, event) => {
		await deleteEndpoint(event.locals.db, idOf(event));
		redirect(303, webhooksPath(event.params.reseller ?? ''));
	}),
	/** Answers with the secret, which no page has. */
	async reveal(event: RequestEvent) {
		const form = await readForm(nothingSchema, event.request);
		if (!form) return tooMuch(nothingSchema);
		return { form, secret: await revealSecret(event.locals.db, idOf(event)) };
	},
	async rotate(event: RequestEvent) {
		const form = await readForm(rotateSchema, event.request);
		if (!form) return tooMuch(rotateSchema);
		if (!form.valid) return fail(422, { form });
		try {
			const { rotations, grace } = form.data;
			const graceHours = Number(grace);
			const secret = await rotateSecret(event.locals.db, idOf(event), { rotations, graceHours });
			return { form, secret };
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			return message(
				form,
				{ tone: 'danger', text: errorText(error), code: error.code },
				{ status: error.status as 409 }
			);
		}
	}
};
