import { listenToValues } from '#lib/realtime/live-account.svelte.ts';
import { createMeterBoard, type MeterWatcher } from './meter-board.ts';
import { metersIn, type Meter, type MeterNews } from './meter.ts';

const board = createMeterBoard((draw) => requestAnimationFrame(draw));

/**
 * Takes what is announced of meters. To be called in an effect, so that another account begins anew.
 * @param _accountId of the reseller or the client whose channel it is @returns stops
 */
export function followMeters(_accountId: string): () => void {
	const stop = listenToValues((change) => {
		const meters = change && metersIn(change as MeterNews);
		if (meters) board.note(meters);
		else board.miss();
	});
	return () => {
		stop();
		board.forget();
	};
}

/** Hears of the meters of the account, the latest values once a frame. @returns stops */
export function watchMeters(watcher: MeterWatcher): () => void {
	return board.watch(watcher);
}

/** What was announced of a client last, so far as it is remembered. */
export function announcedMeter(clientId: string): Meter | undefined {
	return board.of(clientId);
}
