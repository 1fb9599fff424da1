import type { RequestEvent } from '@sveltejs/kit';
import type { Infer } from 'sveltekit-superforms';
import type { ZodValidationSchema } from 'sveltekit-superforms/adapters';
import type { MadeSecret } from '#lib/api-keys/api-key.ts';
import { keySchema, newKeySchema, rotationSchema } from '#lib/api-keys/api-key-schema.ts';
import {
	createApiKey,
	endRotation,
	listApiKeys,
	revokeApiKey,
	rotateApiKey
} from '#lib/api-keys/api-keys.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { requireApi } from '../webhooks/require-api.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:api_keys');
	requireApi(await parent());
	return { keys: await listApiKeys(locals.db) };
}

export const actions = {
	create: secretAction(newKeySchema, (key, { locals }) => createApiKey(locals.db, key)),
	rotate: secretAction(rotationSchema, ({ requestId, id, grace }, { locals }) =>
		rotateApiKey(locals.db, { requestId, id, graceHours: Number(grace) })
	),
	endRotation: formAction(keySchema, async ({ id }, { locals }) => {
		await endRotation(locals.db, id);
		return m.api_keys_ended();
	}),
	revoke: formAction(keySchema, async ({ id }, { locals }) => {
		await revokeApiKey(locals.db, id);
		return m.api_keys_revoked();
	})
};

/** Answers once with a secret, which no page has. */
function secretAction<S extends ZodValidationSchema>(
	schema: S,
	work: (data: Infer<S, 'zod4'>, event: RequestEvent) => Promise<MadeSecret>
) {
	return async (event: RequestEvent) => {
		let made: MadeSecret | undefined;
		const answer = await formAction(schema, async (data) => {
			made = await work(data, event);
		})(event);
		return made ? { ...answer, made: { secret: made.secret } } : answer;
	};
}
