/** What a form has to know of the acting account; the console's page data have it. */
export interface FormAccount {
	person: { id: string };
	reseller: { slug: string };
	sees_phones: boolean;
}
