import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import { companyFieldOf, companyFields, type CompanyForm } from './company-schema.ts';
import type { Company } from './company.ts';

const columns =
	'id, personType:person_type, name, tradeName:trade_name, document, identityDocument:identity_document, bornOrOpenedOn:born_or_opened_on, email, phoneHint:phone_hint, contactName:contact_name, contactRole:contact_role, postalCode:postal_code, street, streetNumber:street_number, complement, district, city, state, phones:client_phones(e164, position)' as const;

type Row = Omit<Company, 'phone'> & { phones: { e164: string }[] };

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
	return { ...company, phone: phones[0]?.e164 ?? null };
}

/**
 * Saves contact and address of the acting client.
 * @throws DomainError portal_not_permitted, no_account (403); the rules of clients, at their fields
 */
export async function saveCompany(db: Db, form: CompanyForm): Promise<void> {
	try {
		unwrap(await db.rpc('save_company', { fields: companyFields(form) }), 'or null');
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		const { code, params, status } = error;
		// The console speaks of roles; here it is a level.
		if (code === 'not_permitted') throw new DomainError('portal_not_permitted', status, params);
		const field = companyFieldOf(code);
		throw field ? new DomainError(code, status, { ...params, field }) : error;
	}
}
