/**
 * Gathers what arrives within a moment and hands it over once: a bulk change re-reads a page once, not a hundred times.
 * The moment starts with the first arrival, so a steady stream cannot postpone the reading for ever.
 * @returns `add` and `cancel`
 */
export function coalesce<Item>(deliver: (items: Set<Item>) => void, withinMs: number) {
	let gathered = new Set<Item>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	return {
		add(item: Item): void {
			gathered.add(item);
			timer ??= setTimeout(() => {
				const items = gathered;
				gathered = new Set();
				timer = undefined;
				deliver(items);
			}, withinMs);
		},
		cancel(): void {
			clearTimeout(timer);
			timer = undefined;
			gathered.clear();
		}
	};
}
