import { goto } from '$app/navigation';
import { m } from '#lib/paraglide/messages.js';
import { toast } from '#lib/ui/toast.ts';
import { clientPath } from '../client-paths.ts';

export interface CreatedClient {
	id: string;
	/** The form stays, for the next one. */
	addsAnother: boolean;
}

/** Says that a client was added, with the way to it. */
export function sayCreated(reseller: string, { id, name }: { id: string; name: string }): void {
	toast.success(m.client_form_quick_done({ name }), {
		undo: {
			label: m.client_form_quick_open(),
			// eslint-disable-next-line svelte/no-navigation-without-resolve -- clientPath resolves
			onclick: () => void goto(clientPath(reseller, id))
		}
	});
}
