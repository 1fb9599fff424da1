import { formatDate, formatInstant } from '#lib/format/dates.ts';
import { formatDocument } from '#lib/format/documents.ts';
import { m } from '#lib/paraglide/messages.js';
import { figures } from '../client-count.ts';
import type { ColumnId } from './columns.ts';
import type { ListRow } from './list-row.ts';
import { paymentWords } from './row-words.ts';

export interface RowCell {
	/** Empty where there is nothing to say: list.css draws a dash. */
	text: string;
	/** For what may be cut off at its end. */
	title?: string | undefined;
	/** `quiet`, `caution` or `danger`, as list.css draws them. */
	tone?: string | undefined;
}

/**
 * What a cell of the client list says. Plain text, so that a page of hundreds of cells is drawn without a component,
 * an element or a condition for each.
 * @param locale of the person @param timeZone of the account
 */
export function cellOf(
	client: ListRow,
	column: Exclude<ColumnId, 'status'>,
	locale: string,
	timeZone: string
): RowCell {
	switch (column) {
		case 'number':
			return { text: String(client.number) };
		case 'name':
			return cutOff(client.name);
		case 'trade_name':
			return cutOff(client.tradeName);
		case 'plan':
			return client.planName
				? cutOff(client.planName)
				: { text: m.clients_no_plan(), tone: 'quiet' };
		case 'sessions':
			return client.sessionsLeft === null
				? { text: '' }
				: { text: figures(client.sessionsLeft), tone: client.sessionsLeft === 0 ? 'danger' : '' };
		case 'suspended':
			return client.isSuspended
				? { text: m.client_list_yes(), tone: 'caution' }
				: { text: m.client_list_no(), tone: 'quiet' };
		case 'due':
			return { text: date(client.dueOn, locale), tone: client.isDelinquent ? 'danger' : '' };
		case 'last_paid':
			return { text: date(client.lastPaidOn, locale) };
		case 'created':
			return { text: formatInstant(client.createdAt, locale, timeZone) };
		case 'payment':
			return {
				text: paymentWords[client.paymentStatus](),
				tone: paymentTones[client.paymentStatus]
			};
		case 'document':
			return cutOff(client.document && formatDocument(client.document));
		case 'email':
			return cutOff(client.email);
		case 'phone':
			return cutOff(client.phoneHint);
		case 'city':
			return cutOff([client.city, client.state].filter(Boolean).join(' – '));
	}
}

const paymentTones: Record<ListRow['paymentStatus'], string> = {
	overdue: 'danger',
	none: 'quiet',
	settled: '',
	awaiting: ''
};

function cutOff(text: string | null): RowCell {
	return text ? { text, title: text } : { text: '' };
}

function date(on: string | null, locale: string): string {
	return on ? formatDate(on, locale) : '';
}
