/** Postgres cannot be run. The message is one line for the person at the terminal. */
export class PostgresError extends Error {}
