import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveDeno } from '../../local/functions/deno-binary.ts';

// In Deno, as it is deployed: names that are nowhere (RFC 2606), so that only the address given can have been connected to.

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let server: Server;
let port: number;
const seen: { name: string | false; host: string | undefined; path: string | undefined }[] = [];

beforeAll(async () => {
	server = createServer(
		{
			key: readFileSync(at('testing/tls/hook-example-key.pem')),
			cert: readFileSync(at('testing/tls/hook-example.pem'))
		},
		(request, response) => {
			const { servername: name = '' } = request.socket as { servername?: string | false };
			seen.push({ name, host: request.headers.host, path: request.url });
			response.writeHead(302, { location: `https://hook.example:${port}/other` }).end('over there');
		}
	);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	({ port } = server.address() as AddressInfo);
});

afterAll(async () => {
	server.close();
	await once(server, 'close');
});

test('the connection goes to the address that was looked at, under the name, and nowhere after it', async () => {
	const told = await postOnce(`https://hook.example:${port}/hook`, trusting);
	expect(told).toMatchObject({ status: 302, body: 'over there' });
	expect(seen).toEqual([{ name: 'hook.example', host: `hook.example:${port}`, path: '/hook' }]);
});

test('whoever has no certificate of that name is told nothing', async () => {
	const before = seen.length;
	expect(await postOnce(`https://another.example:${port}/`, trusting)).toEqual({
		problem: 'tls_failed'
	});
	expect(await postOnce(`https://hook.example:${port}/`, {})).toEqual({ problem: 'tls_failed' });
	// The certificate is that of a name, and this is an address.
	expect(await postOnce(`https://127.0.0.1:${port}/`, trusting)).toEqual({ problem: 'tls_failed' });
	expect(seen).toHaveLength(before);
});

const trusting = { DENO_CERT: at('testing/tls/authority.pem') };

async function postOnce(url: string, environment: Record<string, string>): Promise<unknown> {
	const { stdout } = await promisify(execFile)(
		resolveDeno(),
		[
			...['run', '--no-prompt', '--no-check', '--no-lock', '--node-modules-dir=manual'],
			...['--allow-env', '--allow-net', `--config=${at('deno.json')}`],
			at('testing/post-once.ts'),
			JSON.stringify({ url, addresses: ['127.0.0.1'] })
		],
		{ env: { HOME: process.env.HOME ?? '/tmp', DENO_NO_UPDATE_CHECK: '1', ...environment } }
	);
	return JSON.parse(stdout);
}
