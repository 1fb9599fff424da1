import { unwrap } from '#lib/errors/database-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Db } from '#lib/server/db.ts';
import { clientRemindersSchema } from './reminders-schema.ts';

/** Whether a client is reminded before an invoice is due. For staff, and for the client's own users. */
export async function takesReminders(
	db: Db,
	{ resellerId, clientId }: { resellerId: string; clientId: string }
): Promise<boolean> {
	const declined = unwrap(
		await db
			.from('client_mail_optouts')
			.select('kind')
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.eq('kind', 'reminder')
			.maybeSingle(),
		'or null'
	);
	return declined === null;
}

/** Stops the reminders of a client, or begins them again; by staff, or by the client's own user. */
export const reminders = formAction(
	clientRemindersSchema,
	async ({ clientId, wanted }, { locals }) => {
		unwrap(await locals.db.rpc('set_client_reminders', { client_id: clientId, wanted }));
		return wanted ? m.dunning_mail_reminders_taken() : m.dunning_mail_reminders_stopped();
	}
);
