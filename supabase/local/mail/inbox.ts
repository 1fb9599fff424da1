/** A mail as the inbox has it. */
export interface ReceivedMail {
	id: string;
	subject: string;
	from: { address: string; name?: string }[];
	/** The header; who really gets it is in `recipients`. */
	to: { address: string; name?: string }[];
	/** Envelope addresses, lower case: the header's, plus blind copies. */
	recipients: string[];
	text: string;
	html: string;
	/** Names in lower case. */
	headers: Record<string, string | string[]>;
	attachments: {
		filename: string;
		contentType: string;
		contentId?: string;
		/** Where it can be fetched. */
		url: string;
	}[];
}

export interface Inbox {
	/** All mails, the one that came last first. */
	list(): Promise<ReceivedMail[]>;
	/** The newest that fits, or null. @param recipient in any case; the envelope has it in lower case */
	find(recipient: string, fits?: (mail: ReceivedMail) => boolean): Promise<ReceivedMail | null>;
	/** Like `find`, but waits for it. @throws Error that names what did arrive, after `timeoutMs` (default 10 s) */
	waitFor(
		recipient: string,
		fits?: (mail: ReceivedMail) => boolean,
		timeoutMs?: number
	): Promise<ReceivedMail>;
	/** The mail as it came over the wire. */
	source(id: string): Promise<string>;
	deleteAll(): Promise<void>;
}

interface StoredMail {
	id: string;
	subject: string;
	from: ReceivedMail['from'];
	to: ReceivedMail['to'];
	text?: string;
	html?: string;
	headers: Record<string, string | string[]>;
	envelope: { to: { address: string }[] };
	attachments: {
		filename: string;
		generatedFileName: string;
		contentType: string;
		contentId?: string;
	}[];
}

const pollMs = 100;

/**
 * Reads the local inbox, for tests.
 * @param webUrl `Mail.webUrl`
 */
export function openInbox(webUrl: string): Inbox {
	const api = (path: string, init?: RequestInit) => request(`${webUrl}/api${path}`, init);

	async function list(query = ''): Promise<ReceivedMail[]> {
		const stored: StoredMail[] = await (await api(`/email${query}`)).json();
		return stored.reverse().map((mail) => received(mail, webUrl));
	}

	async function find(
		recipient: string,
		fits: (mail: ReceivedMail) => boolean = () => true
	): Promise<ReceivedMail | null> {
		// Asked for by recipient: hundreds of whole mails, many times a second, would keep the inbox from receiving any.
		const mails = await list(`?envelope.to.address=${encodeURIComponent(recipient.toLowerCase())}`);
		return mails.find(fits) ?? null;
	}

	return {
		list: () => list(),
		find,
		async waitFor(recipient, fits, timeoutMs = 40_000) {
			const deadline = Date.now() + timeoutMs;
			for (;;) {
				const mail = await find(recipient, fits);
				if (mail) return mail;
				if (Date.now() > deadline) throw new Error(await describeMiss(recipient, timeoutMs, list));
				await new Promise((resolve) => setTimeout(resolve, pollMs));
			}
		},
		source: async (id) => (await api(`/email/${id}/source`)).text(),
		async deleteAll() {
			await api('/email/all', { method: 'DELETE' });
		}
	};
}

async function request(url: string, init?: RequestInit): Promise<Response> {
	const response = await fetch(url, init);
	if (!response.ok) throw new Error(`the inbox answers ${response.status} to ${url}`);
	return response;
}

function received(mail: StoredMail, webUrl: string): ReceivedMail {
	return {
		id: mail.id,
		subject: mail.subject,
		from: mail.from,
		to: mail.to,
		recipients: mail.envelope.to.map(({ address }) => address.toLowerCase()),
		text: mail.text ?? '',
		html: mail.html ?? '',
		headers: mail.headers,
		attachments: mail.attachments.map(
			({ filename, generatedFileName, contentType, contentId }) => ({
				filename,
				contentType,
				contentId,
				url: `${webUrl}/api/email/${mail.id}/attachment/${encodeURIComponent(generatedFileName)}`
			})
		)
	};
}

async function describeMiss(
	recipient: string,
	timeoutMs: number,
	list: () => Promise<ReceivedMail[]>
): Promise<string> {
	const seen = (await list()).map((mail) => `${mail.recipients.join(', ')}: ${mail.subject}`);
	const arrived = seen.length > 0 ? seen.join(' | ') : 'nothing';
	return `no such mail for ${recipient} within ${timeoutMs} ms; the inbox has ${arrived}`;
}
