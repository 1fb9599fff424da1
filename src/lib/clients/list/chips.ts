import { formatDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { usedFilters, type ClientFilters } from './filter.ts';
import { paymentWords } from './row-words.ts';

/** One filter in words. */
export interface Chip {
	/** Taken away together: both ends of a period are one chip. */
	keys: (keyof ClientFilters)[];
	label: string;
	value: string;
}

type Describe = (filters: ClientFilters, plans: Record<string, string>) => Omit<Chip, 'keys'>;

/** The filters in use, in words, but for the search, which stands in its own field. */
export function chipsOf(filters: ClientFilters, plans: Record<string, string>): Chip[] {
	const chips: Chip[] = [];
	for (const key of usedFilters(filters)) {
		if (key === 'search' || chips.some(({ keys }) => keys.includes(key))) continue;
		const keys = pairs.find((pair) => pair.includes(key)) ?? [key];
		chips.push({ keys, ...describe[key as keyof typeof describe](filters, plans) });
	}
	return chips;
}

const pairs: (keyof ClientFilters)[][] = [
	['createdFrom', 'createdTo'],
	['dueFrom', 'dueTo']
];

export const statusWords = {
	active: m.clients_status_active,
	inactive: m.clients_status_inactive,
	archived: m.clients_status_archived
};
export const collectionWords = {
	informal: m.client_list_collection_informal,
	gateway: m.client_list_collection_gateway
};
export const payerWords = {
	client: m.client_list_payer_client,
	agency: m.client_list_payer_agency
};
export const personWords = { company: m.clients_company, individual: m.clients_individual };

const describe: Record<Exclude<keyof ClientFilters, 'search'>, Describe> = {
	tradeName: ({ tradeName }) => ({ label: m.clients_trade_name(), value: tradeName }),
	name: ({ name }) => ({ label: m.clients_legal_name(), value: name }),
	number: ({ number }) => ({ label: m.clients_column_number(), value: String(number) }),
	status: ({ status }) => ({
		label: m.clients_column_status(),
		value: status.map((one) => statusWords[one]()).join(', ')
	}),
	plans: (filters, plans) => ({
		label: m.clients_column_plan(),
		value: filters.plans
			.map((id) =>
				id === 'none' ? m.clients_no_plan() : (plans[id] ?? m.client_list_plan_unknown())
			)
			.join(', ')
	}),
	isSuspended: ({ isSuspended }) => ({
		label: m.client_list_column_suspended(),
		value: yesOrNo(isSuspended)
	}),
	isDelinquent: ({ isDelinquent }) => ({
		label: m.clients_status_delinquent(),
		value: yesOrNo(isDelinquent)
	}),
	createdFrom: created,
	createdTo: created,
	dueFrom: due,
	dueTo: due,
	collection: ({ collection }) => ({
		label: m.client_list_collection(),
		value: collection ? collectionWords[collection]() : ''
	}),
	paymentStatus: ({ paymentStatus }) => ({
		label: m.client_list_column_payment(),
		value: paymentStatus.map((one) => paymentWords[one]()).join(', ')
	}),
	payer: ({ payer }) => ({
		label: m.client_list_payer(),
		value: payer ? payerWords[payer]() : ''
	}),
	personType: ({ personType }) => ({
		label: m.clients_person_type(),
		value: personType ? personWords[personType]() : ''
	})
};

function created({ createdFrom, createdTo }: ClientFilters) {
	return { label: m.clients_column_created(), value: period(createdFrom, createdTo) };
}

function due({ dueFrom, dueTo }: ClientFilters) {
	return { label: m.clients_column_due(), value: period(dueFrom, dueTo) };
}

function period(from: string | null, to: string | null): string {
	if (from && to) return `${day(from)} – ${day(to)}`;
	return from ? m.client_list_since({ day: day(from) }) : m.client_list_until({ day: day(to!) });
}

function day(on: string): string {
	return formatDate(on, getLocale());
}

function yesOrNo(answer: boolean | null): string {
	return answer ? m.client_list_yes() : m.client_list_no();
}
