/** What was started, to be ended in reverse order. What comes when the end has begun is ended after the rest. */
export interface Closers {
	add(name: string, close: () => Promise<unknown> | void): void;
	/** Ends everything added until now, once, even when something refuses to. */
	closeAll(): Promise<void>;
}

export function createClosers(log: (text: string) => void): Closers {
	const closers: Closer[] = [];
	let closing: Promise<void> | undefined;

	async function end({ name, close }: Closer): Promise<void> {
		try {
			await close();
		} catch (error) {
			log(`${name} did not stop cleanly: ${(error as Error).message}`);
		}
	}

	async function closeAll(): Promise<void> {
		for (const closer of closers.splice(0).reverse()) await end(closer);
	}

	return {
		add(name, close) {
			if (closing) closing = closing.then(() => end({ name, close }));
			else closers.push({ name, close });
		},
		closeAll: () => (closing ??= closeAll())
	};
}

interface Closer {
	name: string;
	close: () => Promise<unknown> | void;
}
