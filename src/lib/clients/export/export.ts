/** How far an export of clients has come. */
export interface ClientExport {
	id: string;
	state: 'running' | 'done' | 'canceled';
	/** Clients that it takes, fixed when it began. */
	total: number;
	/** Clients handed over so far. */
	done: number;
}

/** Says how many clients the file that begins will hold. */
export const totalHeader = 'x-export-total';
