import { createContext } from 'svelte';
import type { AppForm } from '#lib/forms/create-form.ts';
import type { ClientField } from '../client-fields.ts';
import type { ClientForm } from '../client-schema.ts';
import type { DuplicateSearch } from './duplicate-search.svelte.ts';
import type { Elsewhere } from './elsewhere.svelte.ts';

export type FormLook = 'cards' | 'plain';

/** What the parts of one client form share. */
export interface ClientFormContext {
	form: AppForm<ClientForm>;
	readonly look: FormLook;
	/** Whether every section stands open. */
	readonly isOpen: boolean;
	/** A person (PF), not a company: other labels, and less to ask. */
	readonly isPerson: boolean;
	shows: (field: ClientField) => boolean;
	readonly elsewhere: Elsewhere | undefined;
	readonly duplicates: DuplicateSearch | undefined;
}

export const [clientFormContext, setClientFormContext] = createContext<ClientFormContext>();
