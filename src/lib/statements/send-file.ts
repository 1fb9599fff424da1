import { m } from '#lib/paraglide/messages.js';

/** A refusal in the words of the server. */
export class FileRefused extends Error {}

/**
 * Sends a file with what accompanies it, and answers the JSON that comes back.
 * @throws FileRefused
 */
export async function sendFile<Answer>(path: string, file: File, plan?: object): Promise<Answer> {
	const body = new FormData();
	if (plan) body.set('plan', JSON.stringify(plan));
	body.set('file', file);
	const response = await fetch(path, {
		method: 'POST',
		body,
		headers: { accept: 'application/json' }
	}).catch(() => {
		// A file that changed on the disk since it was chosen cannot be read any more.
		throw new FileRefused(m.bank_upload_failed());
	});
	if (response.ok) return (await response.json()) as Answer;
	const refusal = (await response.json().catch(() => null)) as { message?: string } | null;
	throw new FileRefused(refusal?.message ?? m.bank_upload_failed());
}
