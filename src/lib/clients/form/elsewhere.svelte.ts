import { SvelteSet } from 'svelte/reactivity';
import { get } from 'svelte/store';
import type { AppForm } from '#lib/forms/create-form.ts';
import {
	clientColumns,
	clientFormOf,
	fieldOfColumn,
	storedClient,
	type ClientField,
	type StoredClient,
	type StoredValue
} from '../client-fields.ts';
import type { ClientForm } from '../client-schema.ts';
import { baseOf, mergeElsewhere } from './merge-elsewhere.ts';

const highlightMs = 2_000;

/** A form that carries, as JSON, the columns its answers are based on. */
export type FormWithBase = Partial<ClientForm> & { base: string };

/** An open form of a client that others may be changing at the same time. */
export class Elsewhere {
	#form: AppForm<FormWithBase>;
	#locale: string;
	/** What another person made of fields that this person changed too. */
	conflicts = $state.raw<Partial<Record<ClientField, StoredValue>>>({});
	/** Fields that have just been shown anew. */
	readonly taken = new SvelteSet<ClientField>();
	#timers = new Set<ReturnType<typeof setTimeout>>();

	/** @param known conflicts that the server answered with: `[{ field: column, theirs }]` */
	constructor(form: AppForm<FormWithBase>, locale: string, known: unknown = []) {
		this.#form = form;
		this.#locale = locale;
		this.refused(known);
		this.#acceptAsSeen();
	}

	/** The client as it stands now. @returns the fields that were shown anew */
	meet(fresh: StoredClient): ClientField[] {
		const values = get(this.#form.form);
		const { base, taken, conflicts } = mergeElsewhere(storedClient(values), baseOf(values), fresh);
		this.conflicts = conflicts;
		this.#set(taken, base);
		const fields = Object.keys(taken) as ClientField[];
		this.#highlight(fields);
		return fields;
	}

	/** What a refusal named: shown at once, before the client has been read again. */
	refused(conflicts: unknown): void {
		if (!Array.isArray(conflicts)) return;
		const known = conflicts.flatMap((one: unknown) => {
			const { field: column, theirs } = (one ?? {}) as { field?: string; theirs?: StoredValue };
			const field = column ? fieldOfColumn(column) : null;
			return field ? [[field, theirs ?? null] as const] : [];
		});
		this.conflicts = { ...this.conflicts, ...Object.fromEntries(known) };
	}

	keepMine(field: ClientField): void {
		this.#settle(field, false);
	}

	useTheirs(field: ClientField): void {
		this.#settle(field, true);
	}

	/** Stops what is still running; for when the form goes. */
	stop(): void {
		for (const timer of this.#timers) clearTimeout(timer);
	}

	/** Sent without script there is nothing to press: who has read of the change and saves again keeps what stands in the field. */
	#acceptAsSeen(): void {
		const seen = Object.entries(this.conflicts).map(([field, theirs]) => [
			clientColumns[field as ClientField],
			theirs
		]);
		if (seen.length > 0)
			this.#set({}, { ...baseOf(get(this.#form.form)), ...Object.fromEntries(seen) });
	}

	#settle(field: ClientField, usesTheirs: boolean): void {
		const theirs = this.conflicts[field] ?? null;
		const base = { ...baseOf(get(this.#form.form)), [clientColumns[field]]: theirs };
		const { [field]: _, ...rest } = this.conflicts;
		this.conflicts = rest;
		this.#set(usesTheirs ? { [field]: theirs } : {}, base);
	}

	#set(fields: Partial<Record<ClientField, StoredValue>>, base: StoredClient): void {
		const columns = Object.fromEntries(
			Object.entries(fields).map(([field, value]) => [clientColumns[field as ClientField], value])
		);
		this.#form.form.update(
			(values) => ({
				...values,
				...clientFormOf(columns, this.#locale),
				base: JSON.stringify(base)
			}),
			// What the server says is not something that could be lost.
			{ taint: 'untaint' }
		);
	}

	#highlight(fields: ClientField[]): void {
		for (const field of fields) this.taken.add(field);
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			for (const field of fields) this.taken.delete(field);
		}, highlightMs);
		this.#timers.add(timer);
	}
}
