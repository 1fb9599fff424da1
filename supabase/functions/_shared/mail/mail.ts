import type { Locale } from './formats.ts';
import type { InlineImage } from './logo.ts';

/** What a template makes: everything of a message but its addresses. */
export interface Mail {
	language: Locale;
	/** One line. */
	subject: string;
	html: string;
	text: string;
	/** Shown as the sender in place of the bare address. */
	senderName: string;
	replyTo: string | null;
	images: InlineImage[];
	/** How mails of this kind are declined; absent for those that the recipient is owed. */
	unsubscribe?: Unsubscribe;
}

export interface Unsubscribe {
	/** For a person: a page that asks. */
	page: string;
	/** For a mail program: takes a POST and asks nothing (RFC 8058). */
	oneClick: string | null;
}
