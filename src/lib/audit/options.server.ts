import { clientTitle } from '#lib/clients/client.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { Option } from './option.ts';

const most = 8;

/** People of the account by part of their name or address: the team before the clients' users. */
export async function findPeople(db: Db, resellerId: string, text: string): Promise<Option[]> {
	const rows = unwrap(
		await db
			.from('user_list')
			.select('person_id, name, email')
			.eq('reseller_id', resellerId)
			.eq('kind', 'membership')
			.or(anyContains(['name', 'email'], text))
			.order('client_id', { nullsFirst: true })
			.order('name')
			// The same person may be a user of several clients.
			.limit(most * 4)
	);
	const options = rows.map(({ person_id, name, email }) => ({
		value: person_id ?? '',
		label: name ?? '',
		hint: email
	}));
	return unique(options).slice(0, most);
}

/** Clients, archived ones too, by their number or by part of what they are called. */
export async function findClients(db: Db, text: string): Promise<Option[]> {
	const what = /^\d{1,9}$/.test(text) ? { number: Number(text) } : { q: text };
	const page = unwrap(
		await db.rpc('list_clients', {
			filter: { ...what, status: ['active', 'inactive', 'archived'] },
			sort: 'trade_name',
			descending: false,
			page_size: most
		})
	) as unknown as {
		rows: { id: string; number: number; name: string; trade_name: string | null }[];
	};
	return page.rows.map(({ id, number, name, trade_name }) => ({
		value: id,
		label: clientTitle({ name, tradeName: trade_name }),
		hint: String(number)
	}));
}

function anyContains(columns: string[], text: string): string {
	// Twice escaped: once for LIKE, once for the quoted value that PostgREST reads.
	const pattern = text.replace(/[\\%_*]/g, (sign) => `\\${sign}`);
	const quoted = `"%${pattern}%"`.replace(/\\/g, '\\\\');
	const value = quoted.replace(/(?!^)"(?!$)/g, '\\"');
	return columns.map((column) => `${column}.ilike.${value}`).join(',');
}

function unique(options: Option[]): Option[] {
	return [
		...new Map(options.toReversed().map((option) => [option.value, option])).values()
	].reverse();
}
