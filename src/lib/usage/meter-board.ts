import { isLater, type Meter } from './meter.ts';

export interface MeterWatcher {
	/** The latest of those that moved, at most once a frame. */
	onMeters: (meters: ReadonlyMap<string, Meter>) => void;
	/** Some moved, and nobody knows which: read again what is shown. */
	onMissed: () => void;
}

/** As many are remembered for a page that is on its way while they are announced. */
const mostRemembered = 1_000;
/** A page in the background draws no frames for hours: beyond this many it reads again when it is looked at. */
const mostWaiting = 5_000;

/**
 * Hands announced meters on to who watches, once a frame: of each client the latest value, whatever came in between and
 * in whatever order it came.
 * @param nextFrame `requestAnimationFrame`
 */
export function createMeterBoard(nextFrame: (draw: () => void) => void) {
	const watchers = new Set<MeterWatcher>();
	const remembered = new Map<string, Meter>();
	let moved = new Map<string, Meter>();
	let isPlanned = false;
	let isFlooded = false;

	function plan(): void {
		if (isPlanned || (moved.size === 0 && !isFlooded)) return;
		isPlanned = true;
		nextFrame(flush);
	}

	function flush(): void {
		isPlanned = false;
		const meters = moved;
		const isMissing = isFlooded;
		moved = new Map();
		isFlooded = false;
		for (const watcher of watchers) {
			if (meters.size > 0) watcher.onMeters(meters);
			if (isMissing) watcher.onMissed();
		}
	}

	return {
		note(meters: Iterable<Meter>): void {
			for (const meter of meters) {
				if (!isLater(meter, remembered.get(meter.client_id))) continue;
				// Taken out first, so that the one that moved longest ago stands first.
				remembered.delete(meter.client_id);
				remembered.set(meter.client_id, meter);
				moved.set(meter.client_id, meter);
			}
			for (const id of remembered.keys()) {
				if (remembered.size <= mostRemembered) break;
				remembered.delete(id);
			}
			if (moved.size > mostWaiting) {
				moved.clear();
				isFlooded = true;
			}
			plan();
		},
		miss(): void {
			for (const watcher of watchers) watcher.onMissed();
		},
		/** What was announced of a client last, so far as it is remembered. */
		of: (clientId: string): Meter | undefined => remembered.get(clientId),
		/** Tells of what is remembered, then of what moves. @returns stops watching */
		watch(watcher: MeterWatcher): () => void {
			watchers.add(watcher);
			if (remembered.size > 0) watcher.onMeters(new Map(remembered));
			return () => void watchers.delete(watcher);
		},
		/** Another account has other clients. */
		forget(): void {
			remembered.clear();
			moved.clear();
			isFlooded = false;
		}
	};
}
