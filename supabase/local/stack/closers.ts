/** What was started, to be ended in reverse order. */
export interface Closers {
	add(name: string, close: () => Promise<unknown> | void): void;
	/** Ends everything, once, even when something refuses to. */
	closeAll(): Promise<void>;
}

export function createClosers(log: (text: string) => void): Closers {
	const closers: { name: string; close: () => Promise<unknown> | void }[] = [];
	let closing: Promise<void> | undefined;

	async function closeAll(): Promise<void> {
		for (const { name, close } of closers.splice(0).reverse()) {
			try {
				await close();
			} catch (error) {
				log(`${name} did not stop cleanly: ${(error as Error).message}`);
			}
		}
	}

	return {
		add: (name, close) => void closers.push({ name, close }),
		closeAll: () => (closing ??= closeAll())
	};
}
