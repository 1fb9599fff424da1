import { once } from 'node:events';
import { createServer } from 'node:http';
import { RestError } from '../rest-call.ts';

export interface FakeRest {
	url: string;
	secretKey: string;
	/** What was called, in order. */
	calls: { name: string; given: Record<string, unknown> }[];
	stop(): Promise<void>;
}

/**
 * Functions of a database behind the REST address, for whoever holds the secret key.
 * @param functions what each answers; one that throws answers 503, or as the RestError says
 */
export async function startFakeRest(
	functions: Record<string, (given: Record<string, unknown>) => unknown>
): Promise<FakeRest> {
	const server = createServer(async (request, response) => {
		const answer = (status: number, body: unknown) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		if (request.headers.apikey !== rest.secretKey)
			return answer(401, { message: 'Invalid API key' });
		const name = request.url?.replace('/rest/v1/rpc/', '') ?? '';
		let body = '';
		for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
		const given = JSON.parse(body) as Record<string, unknown>;
		rest.calls.push({ name, given });
		const called = functions[name];
		if (!called) return answer(404, { code: 'PGRST202' });
		try {
			return answer(200, await called(given));
		} catch (error) {
			if (error instanceof RestError)
				return answer(error.status, { code: error.code, message: error.refusal });
			return answer(503, { code: String(error) });
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	const rest: FakeRest = {
		url: `http://127.0.0.1:${address.port}`,
		secretKey: 'sb_secret_of_this_test',
		calls: [],
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
	return rest;
}
