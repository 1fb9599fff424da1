/** Postgres cannot be run. The message is one line for the person at the terminal. */
export class PostgresError extends Error {}

export class PortTakenError extends PostgresError {
	port: number;
	constructor(port: number) {
		super(`port ${port} is already in use by another program`);
		this.port = port;
	}
}
