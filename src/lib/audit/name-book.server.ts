import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { AuditEntry } from './entry.ts';
import { idsInEntries } from './ids-in-entries.ts';
import { mergeNames, noNames, type EntryNames } from './names.ts';

/** An export of millions of entries must not gather the names of everybody. */
const mostNames = 20_000;

/** Names of what entries mention, read under the rights of the reader, each only once. */
export class NameBook {
	names: EntryNames = noNames();
	#asked = new Set<string>();
	#db: Db;

	constructor(db: Db) {
		this.#db = db;
	}

	async learn(entries: AuditEntry[]): Promise<EntryNames> {
		if (this.#asked.size > mostNames) {
			this.names = noNames();
			this.#asked.clear();
		}
		const ids = this.#unknownIn(entries);
		if (Object.keys(ids).length === 0) return this.names;
		const learnt = unwrap(await this.#db.rpc('audit_names', { ids })) as unknown as EntryNames;
		this.names = mergeNames(this.names, learnt);
		return this.names;
	}

	/** By kind; a kind of which everything is known is absent. The same id may be of two kinds. */
	#unknownIn(entries: AuditEntry[]): Record<string, string[]> {
		const unknown: Record<string, string[]> = {};
		for (const [kind, ids] of Object.entries(idsInEntries(entries))) {
			const some = [...ids].filter((id) => !this.#asked.has(`${kind} ${id}`));
			for (const id of some) this.#asked.add(`${kind} ${id}`);
			if (some.length > 0) unknown[kind] = some;
		}
		return unknown;
	}
}
