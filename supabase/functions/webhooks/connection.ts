import { once } from 'node:events';
import { connect as connectPlainly, isIP, type Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { problemOf } from './problem.ts';
import type { Target } from './target.ts';

/** Milliseconds for an address while there is another one: long enough for the other end of the world. */
const patienceWithOne = 4_000;

/**
 * A connection of its own to the first of the target's addresses that takes one, in the end with a certificate of the
 * target's name. It is gone when the patience is over; until then the caller destroys it.
 * @throws what went wrong at the first address, or with TLS at any of them, which ends the search
 */
export async function openConnection(
	{ url, addresses }: Target,
	patience: AbortSignal
): Promise<Socket> {
	const failures: unknown[] = [];
	for (const [at, address] of addresses.entries()) {
		const isLast = at === addresses.length - 1;
		try {
			return await connectTo(address, url, patience, isLast ? null : patienceWithOne);
		} catch (error) {
			failures.push(error);
			if (patience.aborted || problemOf(error) === 'tls_failed') throw error;
		}
	}
	throw failures[0];
}

async function connectTo(
	host: string,
	url: URL,
	patience: AbortSignal,
	milliseconds: number | null
): Promise<Socket> {
	const isSecure = url.protocol === 'https:';
	const port = Number(url.port || (isSecure ? 443 : 80));
	const socket = isSecure
		? connectSecurely({ host, port, ...certifiedFor(url) })
		: connectPlainly({ host, port });
	// Who waits for it or reads from it is told as well.
	addAbortSignal(
		patience,
		socket.on('error', () => {})
	);
	const overdue =
		milliseconds && setTimeout(() => socket.destroy(new Error('not in time')), milliseconds);
	try {
		await once(socket, isSecure ? 'secureConnect' : 'connect', { signal: patience });
		return socket;
	} catch (error) {
		socket.destroy();
		throw error;
	} finally {
		if (overdue) clearTimeout(overdue);
	}
}

/** The certificate must be that of the name; where there is none, it must be that of the address connected to. */
function certifiedFor({ hostname }: URL): { servername?: string } {
	const isAddress = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
	// RFC 6066 §3: without the dot that may end a name.
	return isAddress ? {} : { servername: hostname.replace(/\.$/, '') };
}
