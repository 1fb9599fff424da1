import { expect, test } from 'vitest';
import { problemOf } from './problem.ts';

const error = (name: string, message: string, code?: string) =>
	Object.assign(new Error(message), { name, code });

test.each([
	['connection_refused', error('Error', 'connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED')],
	['connection_failed', error('Error', 'read ECONNRESET', 'ECONNRESET')],
	['connection_failed', error('Error', 'connect EHOSTUNREACH 203.0.113.1:443', 'EHOSTUNREACH')],
	['connection_failed', undefined],
	['tls_failed', error('Error', 'self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT')],
	['tls_failed', error('Error', "not in the cert's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID')],
	['tls_failed', error('Error', 'wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER')],
	['tls_failed', error('Error', 'disconnected before secure TLS connection', 'ECONNRESET')],
	// Deno 2.1, as it is deployed.
	['tls_failed', error('InvalidData', 'invalid peer certificate: NotValidForName')],
	['tls_failed', error('InvalidData', 'received corrupt message of type InvalidContentType')],
	['tls_failed', error('InvalidData', 'received fatal alert: ProtocolVersion')],
	['connection_failed', error('UnexpectedEof', 'peer closed without sending TLS close_notify')],
	['connection_failed', error('UnexpectedEof', 'unexpected end of file')]
])('%s: %s', (problem, thrown) => expect(problemOf(thrown)).toBe(problem));
