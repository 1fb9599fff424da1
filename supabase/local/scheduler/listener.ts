import { Client } from 'pg';

export interface Listener {
	isConnected(): boolean;
	close(): Promise<void>;
}

export interface ListenerOptions {
	databaseUrl: string;
	channels: string[];
	onNotify(channel: string): void;
	/** After each successful connection: what was announced in between was missed. */
	onConnect(): void;
	log(line: string): void;
}

const firstRetryMs = 50;
const slowestRetryMs = 2_000;

/** Listens on channels of one database for as long as it is open, across restarts of the database. */
export function listen(options: ListenerOptions): Listener {
	let client: Client | undefined;
	let retryMs = firstRetryMs;
	let timer: NodeJS.Timeout | undefined;
	let isConnected = false;
	let isClosed = false;

	async function connect(): Promise<void> {
		const fresh = new Client({ connectionString: options.databaseUrl, keepAlive: true });
		client = fresh;
		fresh.on('error', () => lose(fresh));
		fresh.on('end', () => lose(fresh));
		fresh.on('notification', ({ channel }) => options.onNotify(channel));
		try {
			await fresh.connect();
			for (const channel of options.channels) await fresh.query(`listen ${channel}`);
		} catch (error) {
			if (retryMs === firstRetryMs) options.log(`database: ${(error as Error).message}`);
			return lose(fresh);
		}
		if (isClosed || client !== fresh) return;
		retryMs = firstRetryMs;
		isConnected = true;
		options.onConnect();
	}

	function lose(lost: Client): void {
		if (client !== lost || isClosed) return;
		client = undefined;
		isConnected = false;
		lost.end().catch(() => {});
		timer = setTimeout(() => void connect(), retryMs);
		retryMs = Math.min(retryMs * 2, slowestRetryMs);
	}

	void connect();
	return {
		isConnected: () => isConnected,
		async close() {
			isClosed = true;
			isConnected = false;
			clearTimeout(timer);
			await client?.end().catch(() => {});
		}
	};
}
