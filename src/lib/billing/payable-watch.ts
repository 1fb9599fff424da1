import { readAllAgain } from '#lib/realtime/read-again.ts';
import { isOpen } from './invoice.ts';
import type { PayableState } from './payable.ts';

const everyMs = 10_000;

/**
 * Asks every ten seconds, while the page is looked at, whether the invoice was paid, and reads the page anew when it stands
 * otherwise. Whoever has a link only has no channel to listen to.
 * @returns stops asking
 */
export function payableWatch(path: string, known: PayableState): () => void {
	if (!isOpen(known)) return () => {};
	const look = async () => {
		if (document.visibilityState === 'hidden') return;
		const response = await fetch(`${path}/status`).catch(() => null);
		// Without an answer the page stays as it is and the next look tries again.
		if (!response?.ok) return;
		const { status, openCents } = (await response.json()) as PayableState;
		if (status !== known.status || openCents !== known.openCents) await readAllAgain();
	};
	const timer = setInterval(() => void look(), everyMs);
	const shown = () => void look();
	document.addEventListener('visibilitychange', shown);
	return () => {
		clearInterval(timer);
		document.removeEventListener('visibilitychange', shown);
	};
}
