import { fail } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { m } from '#lib/paraglide/messages.js';
import { agencyPaymentSchema, type AgencyPayment } from '#lib/statements/agency-schema.ts';
import {
	getAgencyStatement,
	payAgencyStatement,
	reopenAgencyStatement
} from '#lib/statements/agency.server.ts';

export async function load({ locals, params, parent, depends }) {
	depends('live:agency_statements', 'live:invoices', 'live:payments');
	const { account } = await parent();
	const begin: AgencyPayment = {
		requestId: newUuid(),
		paidOn: account.today,
		method: 'transfer'
	};
	const [details, payment] = await Promise.all([
		getAgencyStatement(locals.db, params.agencyStatementId),
		superValidate<AgencyPayment, FormMessage, AgencyPayment>(begin, zod4(agencyPaymentSchema), {
			errors: false
		})
	]);
	return { ...details, payment };
}

export const actions = {
	pay: formAction(agencyPaymentSchema, async (payment, { locals, params }) => {
		await payAgencyStatement(locals.db, params.agencyStatementId ?? '', payment);
		return m.agency_paid_now();
	}),
	reopen: async ({ locals, params }) => {
		try {
			await reopenAgencyStatement(locals.db, params.agencyStatementId);
			return { reopened: true };
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			return fail(error.status, { refusal: errorText(error) });
		}
	}
};
