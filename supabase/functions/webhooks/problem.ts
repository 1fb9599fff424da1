import type { DeliveryProblem } from './delivery.ts';

/**
 * What an error of a connection means. Where the functions are deployed node:tls passes on what rustls says, as Deno's own
 * errors: with a name, and without a code.
 */
export function problemOf(error: unknown): DeliveryProblem {
	const { code = '', name = '', message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
	if (code === 'ECONNREFUSED') return 'connection_refused';
	if (name === 'UnexpectedEof') return 'connection_failed';
	if (name === 'InvalidData') return 'tls_failed';
	if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code))
		return 'tls_failed';
	if (/certificate|handshake|tls/i.test(message)) return 'tls_failed';
	return 'connection_failed';
}
