import type { Pool } from 'pg';

export interface PartitionKeeper {
	/** Makes the partitions of the coming days and drops those kept long enough. */
	maintain(): Promise<void>;
	close(): void;
}

/**
 * realtime.messages has one partition per UTC day; a message without one is lost (`realtime.send` only warns).
 * The database's own function makes them; this calls it at the start and from time to time.
 */
export function keepPartitions(
	pool: Pool,
	interval: number,
	log: (message: string) => void
): PartitionKeeper {
	async function maintain(): Promise<void> {
		await pool.query('select realtime.maintain_partitions()');
	}
	const timer = setInterval(() => {
		maintain().catch((error: Error) =>
			log(`realtime could not maintain partitions: ${error.message}`)
		);
	}, interval);
	timer.unref();
	return { maintain, close: () => clearInterval(timer) };
}
