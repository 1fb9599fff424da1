import { m } from '#lib/paraglide/messages.js';
import { toast } from './toast.ts';
import { whenIdle } from './when-idle.ts';

/**
 * A part of the page that is fetched when it is first wanted: dialogs weigh more than the page that opens them.
 * Make it during component initialisation; `wanted` is read reactively.
 */
export class Later<Part> {
	#load: () => Promise<{ default: Part }>;
	#loading: Promise<void> | undefined;
	#loaded = $state.raw<Part>();
	#wasWanted = $state(false);

	/** @param wanted whether it should be there: it is fetched then, and stays. `refuse` is called when it cannot be had. */
	constructor(load: () => Promise<{ default: Part }>, wanted: () => boolean, refuse: () => void) {
		this.#load = load;
		$effect(() => {
			if (!wanted()) return;
			this.#wasWanted = true;
			this.warm().catch(() => {
				refuse();
				toast.error(m.common_part_unavailable());
			});
		});
		// Whoever moves or presses something may want it next; a page that nobody touches stays light.
		$effect(() => onFirstTouch(() => void this.warm().catch(() => undefined)));
	}

	/** Once it was wanted and is here. */
	get part(): Part | undefined {
		return this.#wasWanted ? this.#loaded : undefined;
	}

	/** Fetches it ahead. */
	warm(): Promise<void> {
		this.#loading ??= this.#load().then(
			(module) => void (this.#loaded = module.default),
			(error) => {
				this.#loading = undefined;
				throw error;
			}
		);
		return this.#loading;
	}
}

/** What the first touch set off is answered before anything is fetched ahead. */
const calmMs = 1_000;
const touches = ['pointermove', 'pointerdown', 'keydown'] as const;

function onFirstTouch(run: () => void): () => void {
	const stop = () => {
		for (const touch of touches) removeEventListener(touch, touched, { capture: true });
	};
	let callOff = () => {};
	const touched = () => {
		stop();
		const timer = setTimeout(() => (callOff = whenIdle(run)), calmMs);
		callOff = () => clearTimeout(timer);
	};
	for (const touch of touches) addEventListener(touch, touched, { capture: true, passive: true });
	return () => {
		stop();
		callOff();
	};
}
