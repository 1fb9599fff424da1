import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { reminders, takesReminders } from '#lib/dunning/reminders.server.ts';
import { clientFormOf } from '#lib/clients/client-fields.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { companySchema } from '#lib/portal/company-schema.ts';
import { getCompany, saveCompany } from '#lib/portal/company.server.ts';
import { storedCompany } from '#lib/portal/company.ts';
import { requirePermission } from '#lib/portal/permission.ts';

export async function load({ locals, parent }) {
	const { account } = await parent();
	requirePermission(account, 'portal.company.read');
	const of = { resellerId: account.reseller.id, clientId: account.client.id };
	const [company, isReminded] = await Promise.all([
		getCompany(locals.db, of),
		takesReminders(locals.db, of)
	]);
	const stored = storedCompany(company, account.sees_phones);
	const values = { ...clientFormOf({ ...stored }, getLocale()), base: JSON.stringify(stored) };
	return {
		company,
		isReminded,
		stored,
		form: await superValidate(values, zod4(companySchema), { errors: false })
	};
}

export const actions = {
	reminders,
	save: formAction(companySchema, async (company, { locals }) => {
		await saveCompany(locals.db, company);
		return m.portal_company_saved();
	})
};
