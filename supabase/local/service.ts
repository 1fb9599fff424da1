import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * One of the services behind the gateway's single port.
 *
 * The gateway has already removed the public prefix (`/auth/v1`, `/rest/v1` …) from `request.url`
 * and has translated API keys: `authorization` is absent or carries a JWT, never an `sb_…` key.
 * A service answers CORS preflights itself, since the allowed and exposed headers differ per service.
 */
export interface Service {
	handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
	upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Resolves when the service can serve a request now; rejects with the reason why not. */
	healthy(): Promise<void>;
	close(): Promise<void>;
}
