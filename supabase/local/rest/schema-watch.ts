import pg from 'pg';
import type { Log } from './database.ts';

export interface SchemaWatch {
	close(): Promise<void>;
}

const retryAfterMilliseconds = 500;

/**
 * Calls back whenever the schema may have changed: on `NOTIFY pgrst`, and after the listening
 * connection was lost and is back, since a notification may have been missed meanwhile.
 */
export function watchSchema(databaseUrl: string, onChange: () => void, log: Log): SchemaWatch {
	let client: pg.Client | undefined;
	let retry: NodeJS.Timeout | undefined;
	let isClosed = false;

	const listen = async (isAgain: boolean) => {
		client = new pg.Client({ connectionString: databaseUrl, application_name: 'rest listener' });
		client.on('error', (error) => again(error));
		client.on('end', () => again());
		client.on('notification', ({ payload }) => {
			if (['', 'reload schema', 'reload config'].includes(payload ?? '')) onChange();
		});
		try {
			await client.connect();
			await client.query('LISTEN pgrst');
			if (isAgain) onChange();
		} catch (error) {
			again(error);
		}
	};
	const again = (error?: unknown) => {
		if (isClosed || retry) return;
		if (error) log(`the schema listener lost its connection: ${(error as Error).message}`);
		retry = setTimeout(() => {
			retry = undefined;
			void listen(true);
		}, retryAfterMilliseconds);
		retry.unref();
	};
	void listen(false);

	return {
		async close() {
			isClosed = true;
			clearTimeout(retry);
			await client?.end().catch((error: unknown) => log('closing the schema listener', error));
		}
	};
}
