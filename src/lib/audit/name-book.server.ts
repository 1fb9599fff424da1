import { clientTitle } from '#lib/clients/client.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { AuditEntry } from './entry.ts';
import { idsInEntries } from './ids-in-entries.ts';
import { mergeNames, noNames, type EntryNames } from './names.ts';

/** So many ids fit into the address of one request. */
const idsPerRequest = 100;
/** An export of millions of entries must not gather the names of everybody. */
const mostNames = 20_000;

/** Names of what entries mention, read in batches under the rights of the reader, each only once. */
export class NameBook {
	names: EntryNames = noNames();
	#asked = new Set<string>();
	#db: Db;
	#resellerId: string;

	constructor(db: Db, resellerId: string) {
		this.#db = db;
		this.#resellerId = resellerId;
	}

	async learn(entries: AuditEntry[]): Promise<EntryNames> {
		if (this.#asked.size > mostNames) {
			this.names = noNames();
			this.#asked.clear();
		}
		const found = idsInEntries(entries);
		const learnt = await Promise.all([
			this.#inBatches(found.person, (ids) => this.#people('person_id', ids)),
			this.#inBatches(found.member, (ids) => this.#people('id', ids)),
			this.#inBatches(found.client, (ids) => this.#clients(ids)),
			this.#inBatches(found.invoice, (ids) => this.#invoices(ids)),
			this.#inBatches(found.plan, (ids) => this.#named('plans', ids)),
			this.#inBatches(found.category, (ids) => this.#named('plan_categories', ids)),
			this.#inBatches(found.version, (ids) => this.#versions(ids)),
			this.#inBatches(found.impersonation, (ids) => this.#impersonations(ids))
		]);
		this.names = learnt.flat().reduce(mergeNames, this.names);
		return this.names;
	}

	async #inBatches(
		ids: Set<string>,
		read: (ids: string[]) => Promise<Partial<EntryNames>>
	): Promise<EntryNames[]> {
		const unknown = [...ids].filter((id) => !this.#asked.has(id));
		for (const id of unknown) this.#asked.add(id);
		const batches = [];
		for (let start = 0; start < unknown.length; start += idsPerRequest)
			batches.push(read(unknown.slice(start, start + idsPerRequest)));
		return (await Promise.all(batches)).map((one) => ({ ...noNames(), ...one }));
	}

	async #people(by: 'id' | 'person_id', ids: string[]) {
		const rows = unwrap(
			await this.#db
				.from('user_list')
				.select('id, person_id, client_id, name')
				.eq('reseller_id', this.#resellerId)
				.eq('kind', 'membership')
				.in(by, ids)
		);
		// Of somebody who is in the team and a client's user too, the team's name counts: it is written last.
		rows.sort((one, other) => Number(!one.client_id) - Number(!other.client_id));
		return { ids: Object.fromEntries(rows.map((row) => [row[by] ?? '', row.name ?? ''])) };
	}

	async #clients(ids: string[]) {
		const rows = unwrap(
			await this.#db
				.from('clients')
				.select('id, number, name, tradeName:trade_name')
				.eq('reseller_id', this.#resellerId)
				.in('id', ids)
		);
		return {
			ids: Object.fromEntries(rows.map((row) => [row.id, clientTitle(row)])),
			clients: Object.fromEntries(
				rows.map((row) => [row.id, { name: clientTitle(row), number: row.number }])
			)
		};
	}

	async #invoices(ids: string[]) {
		const rows = unwrap(
			await this.#db
				.from('invoices')
				.select('id, number, client_id')
				.eq('reseller_id', this.#resellerId)
				.in('id', ids)
		);
		return {
			ids: Object.fromEntries(rows.map(({ id, number }) => [id, String(number)])),
			invoices: Object.fromEntries(
				rows.map(({ id, number, client_id }) => [id, { number, clientId: client_id }])
			)
		};
	}

	async #named(table: 'plans' | 'plan_categories', ids: string[]) {
		const rows = unwrap(
			await this.#db
				.from(table)
				.select('id, name')
				.eq('reseller_id', this.#resellerId)
				.in('id', ids)
		);
		return { ids: Object.fromEntries(rows.map(({ id, name }) => [id, name])) };
	}

	async #versions(ids: string[]) {
		const rows = unwrap(
			await this.#db
				.from('plan_versions')
				.select('id, plan:plans(name)')
				.eq('reseller_id', this.#resellerId)
				.in('id', ids)
		);
		return { ids: Object.fromEntries(rows.map(({ id, plan }) => [id, plan.name])) };
	}

	async #impersonations(ids: string[]) {
		const rows = unwrap(
			await this.#db
				.from('impersonations')
				.select(
					'id, reason, subject:memberships!impersonations_reseller_id_subject_membership_id_fkey(name, person:people(name))'
				)
				.eq('reseller_id', this.#resellerId)
				.in('id', ids)
		);
		return {
			ids: Object.fromEntries(
				rows.map(({ id, subject }) => [id, subject.name ?? subject.person.name])
			),
			reasons: Object.fromEntries(rows.map(({ id, reason }) => [id, reason]))
		};
	}
}
