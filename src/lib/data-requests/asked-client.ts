/** What asking needs to know of a client. */
export interface AskedClient {
	id: string;
	/** What it is called day to day. */
	title: string;
	email: string | null;
	/** In which its mails are written. */
	locale: 'pt-BR' | 'en';
	isArchived: boolean;
}
