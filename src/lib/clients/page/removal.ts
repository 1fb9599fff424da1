import { m } from '#lib/paraglide/messages.js';
import { toast } from '#lib/ui/toast.ts';
import { removalPath } from './paths.ts';

export type Removal = 'delete' | 'anonymise';

/**
 * Deletes or anonymises a client.
 * @param typedName its name, as the person typed it
 * @returns whether it was done; what went wrong has been said
 */
export async function removeClient(
	{ reseller, clientId }: { reseller: string; clientId: string },
	how: Removal,
	typedName: string
): Promise<boolean> {
	try {
		const response = await fetch(removalPath(reseller, clientId), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ how, typedName })
		});
		if (response.ok) return true;
		const { message } = (await response.json()) as App.Error;
		toast.error(message);
	} catch {
		toast.error(m.client_page_failed());
	}
	return false;
}
