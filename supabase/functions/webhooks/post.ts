import { request as requestByHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { isIPv4 } from 'node:net';
import { DeliveryError, type DeliveryProblem } from './delivery.ts';
import type { Target } from './target.ts';

export interface Answer {
	status: number;
	headers: Record<string, string>;
	/** Its beginning, without what Postgres cannot keep. */
	body: string;
}

/** Bytes of an answer that are kept; the rest is not even read. */
export const answerLimit = 4096;
const keptHeaders = ['content-type', 'location', 'retry-after'];

/**
 * Posts to the addresses of the target, over a connection of its own, following nothing. An answer whose body does not end
 * in time counts by its status.
 * @throws DeliveryError
 */
export async function post(
	target: Target,
	message: { headers: Record<string, string>; body: string; patience: AbortSignal }
): Promise<Answer> {
	try {
		return await exchange(target, message);
	} catch (error) {
		if (error instanceof DeliveryError) throw error;
		throw new DeliveryError(message.patience.aborted ? 'timeout' : problemOf(error));
	}
}

function exchange(
	{ url, addresses }: Target,
	{
		headers,
		body,
		patience
	}: { headers: Record<string, string>; body: string; patience: AbortSignal }
): Promise<Answer> {
	return new Promise((settle, reject) => {
		const send = url.protocol === 'http:' ? requestByHttp : requestByHttps;
		const request: ClientRequest = send(
			url,
			{
				method: 'POST',
				headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
				// The certificate must be that of the name; the connection goes to what was looked at.
				lookup: (_name, options, found) => answerLookup(addresses, options, found),
				agent: false
			},
			(response) => {
				// From here on the answer says what went wrong.
				request.off('error', reject).on('error', () => {});
				readBeginning(response, patience).then((text) => {
					settle({ status: response.statusCode ?? 0, headers: kept(response), body: text });
					request.destroy();
				}, reject);
			}
		);
		const giveUp = () => request.destroy(new Error('patience is over'));
		patience.addEventListener('abort', giveUp, { once: true });
		request.on('close', () => patience.removeEventListener('abort', giveUp));
		request.on('error', reject);
		request.end(body);
		if (patience.aborted) giveUp();
	});
}

type Found = (
	error: null,
	address: string | { address: string; family: number }[],
	family?: number
) => void;

function answerLookup(addresses: string[], options: { all?: boolean }, found: Found): void {
	const known = addresses.map((address) => ({ address, family: isIPv4(address) ? 4 : 6 }));
	if (options.all) return found(null, known);
	found(null, known[0]!.address, known[0]!.family);
}

async function readBeginning(response: IncomingMessage, patience: AbortSignal): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of response) {
			chunks.push(chunk as Buffer);
			length += (chunk as Buffer).length;
			if (length >= answerLimit) break;
		}
	} catch (error) {
		// It has been answered; what is missing is only what the log would have shown.
		if (!patience.aborted && length === 0) throw error;
	}
	const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, answerLimit));
	return text.replaceAll('\0', '');
}

function kept({ headers }: IncomingMessage): Record<string, string> {
	return Object.fromEntries(
		keptHeaders.flatMap((name) => {
			const value = headers[name];
			return typeof value === 'string' ? [[name, value.slice(0, 500)]] : [];
		})
	);
}

function problemOf(error: unknown): DeliveryProblem {
	const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
	if (code === 'ECONNREFUSED') return 'connection_refused';
	if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code))
		return 'tls_failed';
	if (/certificate|handshake|tls/i.test(message)) return 'tls_failed';
	if (/^HPE_/.test(code)) return 'answer_invalid';
	return 'connection_failed';
}
