import { remindersSchema } from '#lib/billing/command-schemas.ts';
import { getPayable, secretPageHeaders, setReminders } from '#lib/billing/payables.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';

export async function load(event) {
	event.setHeaders(secretPageHeaders);
	const { reseller, clientName, takesReminders } = await getPayable(event);
	return { reseller, clientName, takesReminders };
}

export const actions = {
	default: formAction(remindersSchema, async ({ wanted }, event) => {
		// Counts the try like every look at the link.
		await getPayable(event);
		await setReminders(event.locals.db, event.params.token ?? '', wanted);
	})
};
