import { createServer } from 'node:net';

/** Another program listens where we should; the message is one line for the person at the terminal. */
export class PortTakenError extends Error {
	port: number;
	/** @param use what we wanted it for, e.g. `the app` */
	constructor(port: number, use?: string) {
		super(`port ${port}${use ? `, for ${use},` : ''} is already in use by another program`);
		this.port = port;
	}
}

/** @throws PortTakenError */
export async function assertPortFree(port: number, use?: string): Promise<void> {
	await listenOnce(port, use);
}

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
	return listenOnce(0);
}

function listenOnce(port: number, use?: string): Promise<number> {
	const server = createServer();
	return new Promise((settle, refuse) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			refuse(error.code === 'EADDRINUSE' ? new PortTakenError(port, use) : error)
		);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			const taken = typeof address === 'object' && address ? address.port : port;
			server.close(() => settle(taken));
		});
	});
}
