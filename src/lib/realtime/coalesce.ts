/** One transaction announces several rows within a few milliseconds: they are read together. */
const leadMs = 10;
/** A server that is slow for a moment must not keep the page waiting for long. */
const mostRestMs = 500;

/**
 * Hands on what arrives: the first at once, what follows gathered, so that a single change is read without delay and a
 * storm of changes a few times per second. Never two deliveries at once, and after each as much rest as it took.
 * @param deliver the next delivery waits until its promise settles
 * @param withinMs at least so long between the starts of two deliveries
 * @returns `add` and `cancel`
 */
export function coalesce<Item>(deliver: (items: Set<Item>) => unknown, withinMs: number) {
	let gathered = new Set<Item>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isDelivering = false;
	let notBefore = 0;

	function plan(): void {
		if (timer !== undefined || isDelivering || gathered.size === 0) return;
		timer = setTimeout(() => void run(), Math.max(leadMs, notBefore - performance.now()));
	}

	async function run(): Promise<void> {
		const items = gathered;
		const startedAt = performance.now();
		gathered = new Set();
		timer = undefined;
		isDelivering = true;
		try {
			await deliver(items);
		} finally {
			const tookMs = performance.now() - startedAt;
			notBefore = startedAt + Math.max(withinMs, tookMs + Math.min(tookMs, mostRestMs));
			isDelivering = false;
			plan();
		}
	}

	return {
		add(item: Item): void {
			gathered.add(item);
			plan();
		},
		/** Forgets what waits; what is being delivered is not called back. */
		cancel(): void {
			clearTimeout(timer);
			timer = undefined;
			gathered.clear();
		}
	};
}
