import { toast as sonner } from 'svelte-sonner';
import { newUuid } from '#lib/format/uuid.ts';
import { m } from '#lib/paraglide/messages.js';
import { announce } from '#lib/ui/announcer.svelte.ts';
import { toast } from '#lib/ui/toast.ts';
import { figures } from '../client-count.ts';
import { ExportDownload } from './export-download.svelte.ts';
import { exportPath } from './export-path.ts';
import ExportProgress from './ExportProgress.svelte';
import { saveFile } from './save-file.ts';

interface Wanted {
	reseller: string;
	query: string;
	ids?: readonly string[] | undefined;
}

const lookEveryMs = 400;

/**
 * Exports clients and shows how far it has come in a corner that stays while one goes on elsewhere.
 * @returns resolves when it is over, however it ended
 */
export async function startExport({ reseller, query, ids }: Wanted): Promise<void> {
	const download = new ExportDownload({
		path: exportPath(reseller),
		query,
		ids,
		newId: newUuid,
		save: saveFile,
		pause: () => new Promise((settle) => setTimeout(settle, lookEveryMs))
	});
	announce(m.exports_preparing());
	const shown = sonner.custom(ExportProgress, {
		duration: Infinity,
		dismissable: false,
		componentProps: {
			download,
			onretry: () => void run(),
			onclose: () => sonner.dismiss(shown)
		}
	});
	await run();

	async function run() {
		await download.run();
		// What failed stays, with a way to try again.
		if (download.state === 'failed') return;
		sonner.dismiss(shown);
		if (download.state === 'canceled') toast.info(m.exports_canceled());
		else toast.success(doneText(download.total ?? 0));
	}
}

function doneText(count: number): string {
	if (count === 0) return m.exports_done_none();
	return count === 1 ? m.exports_done_one() : m.exports_done_many({ count: figures(count) });
}
