import type { AppForm } from '#lib/forms/create-form.ts';
import { clientFieldNames, type ClientField } from '../client-fields.ts';
import type { ClientForm } from '../client-schema.ts';
import type { FormWithBase } from './elsewhere.svelte.ts';

/** Everything: what the staff fill in about a client. */
export const staffFields: ReadonlySet<ClientField> = new Set(clientFieldNames);

/** The same for members who may not see phones. */
export const staffFieldsWithoutPhones: ReadonlySet<ClientField> = without('phones');

/** What a client's own users keep up to date in the portal. */
export const contactFields: ReadonlySet<ClientField> = new Set<ClientField>([
	...(['tradeName', 'email', 'phones', 'contactName', 'contactRole', 'postalCode'] as const),
	...(['street', 'streetNumber', 'complement', 'district', 'city', 'state'] as const)
]);

/** What has the focus is never behind the bar of buttons at the bottom (WCAG 2.2, 2.4.11). */
export const clearOfBar = '[&_:is(input,select,textarea,summary,button)]:scroll-mb-24';

/** A form over some of the fields, or over more than them, as the parts of the client form take it; they touch only the fields they are told to show. */
export function asClientForm<Data extends Partial<ClientForm>>(
	form: AppForm<Data>
): AppForm<ClientForm> {
	return form as unknown as AppForm<ClientForm>;
}

/** A form that knows what it is based on, whatever else it holds. */
export function asFormWithBase<Data extends FormWithBase>(
	form: AppForm<Data>
): AppForm<FormWithBase> {
	return form as unknown as AppForm<FormWithBase>;
}

function without(...absent: ClientField[]): ReadonlySet<ClientField> {
	return new Set(clientFieldNames.filter((field) => !absent.includes(field)));
}
