import { z } from 'zod';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { endImpersonation } from './impersonations.server.ts';

/** "Encerrar", on every page that shows open impersonations. */
export const endAction = formAction(z.object({ id: z.guid() }), async ({ id }, { locals }) => {
	await endImpersonation(locals.db, id);
	return m.users_access_ended();
});
