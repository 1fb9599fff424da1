import { fieldOfRefusal, storedClient } from '#lib/clients/client-fields.ts';
import { baseOf, changedColumns } from '#lib/clients/form/merge-elsewhere.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { CompanyForm } from './company-schema.ts';
import type { Company } from './company.ts';

const columns =
	'id, personType:person_type, name, tradeName:trade_name, document, identityDocument:identity_document, bornOrOpenedOn:born_or_opened_on, email, phoneHint:phone_hint, contactName:contact_name, contactRole:contact_role, postalCode:postal_code, street, streetNumber:street_number, complement, district, city, state, phones:client_phones(e164, position)' as const;

type Row = Omit<Company, 'phones'> & { phones: { e164: string }[] };

/** The acting client. */
export async function getCompany(
	db: Db,
	{ resellerId, clientId }: { resellerId: string; clientId: string }
): Promise<Company> {
	const { phones, ...company } = unwrap(
		await db
			.from('clients')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('id', clientId)
			.order('position', { referencedTable: 'client_phones' })
			.single()
			.overrideTypes<Row, { merge: false }>()
	);
	return { ...company, phones: phones.map(({ e164 }) => e164) };
}

/**
 * Saves what was changed in contact and address of the acting client, and nothing else.
 * @returns whether anything was changed
 * @throws DomainError client_changed (409) with `conflicts`, nothing saved; portal_not_permitted, no_account (403);
 * the rules of clients, at their fields
 */
export async function saveCompany(db: Db, form: CompanyForm): Promise<boolean> {
	const base = baseOf(form);
	const fields = changedColumns(storedClient(form), base);
	if (Object.keys(fields).length === 0) return false;
	try {
		unwrap(await db.rpc('save_company', { fields: fields as never, base: base as never }));
		return true;
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const { code, params, status } = error;
		// The console speaks of roles; here it is a level.
		if (code === 'not_permitted') throw new DomainError('portal_not_permitted', status, params);
		const field = fieldOfRefusal(code);
		throw field ? new DomainError(code, status, { ...params, field }) : error;
	}
}
