import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { companySchema } from '#lib/portal/company-schema.ts';
import { getCompany, saveCompany } from '#lib/portal/company.server.ts';
import { companyFormOf } from '#lib/portal/company.ts';
import { requirePermission } from '#lib/portal/permission.ts';

export async function load({ locals, parent }) {
	const { account } = await parent();
	requirePermission(account, 'portal.company.read');
	const of = { resellerId: account.reseller.id, clientId: account.client.id };
	const company = await getCompany(locals.db, of);
	return {
		company,
		form: await superValidate(companyFormOf(company), zod4(companySchema), { errors: false })
	};
}

export const actions = {
	save: formAction(companySchema, async (company, { locals }) => {
		await saveCompany(locals.db, company);
		return m.portal_company_saved();
	})
};
