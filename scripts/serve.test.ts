import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../supabase/local/ports.ts';

let folder: string;
let port: number;
let child: ChildProcess;

/** The server with an app that fails for `/broken`. */
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'balcao-serve-'));
	await mkdir(join(folder, 'build'));
	await writeFile(
		join(folder, 'build', 'handler.js'),
		`export const handler = async (request, response) => {
			if (request.url === '/broken') { response.end(); throw new Error('broken'); }
			response.end('served');
		};`
	);
	await writeFile(join(folder, 'package.json'), '{"type":"module"}');
	port = await freePort();
	child = spawn(process.execPath, [resolve('scripts/serve.mjs')], {
		cwd: folder,
		env: { ...process.env, ORIGIN: `http://127.0.0.1:${port}` },
		stdio: ['pipe', 'pipe', 'ignore']
	});
	await once(child.stdout!, 'data');
});
afterAll(async () => {
	child.kill();
	await rm(folder, { recursive: true, force: true });
});

function get(path: string, host = `127.0.0.1:${port}`) {
	return new Promise<{ status?: number; location?: string }>((settle, refuse) => {
		const asked = request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
			answer.resume();
			settle({ status: answer.statusCode!, ...answer.headers });
		});
		asked.on('error', refuse).end();
	});
}

test.each(['/accounts', '//elsewhere.example/x', '//', '//['])(
	'%s asked for under another name leads to this origin',
	async (path) => {
		const location = `http://127.0.0.1:${port}${path}`;
		expect(await get(path, 'localhost')).toMatchObject({ status: 307, location });
	}
);

test('an address that is no path leads home', async () =>
	expect(await get('http://elsewhere.example/x', 'elsewhere.example')).toMatchObject({
		status: 307,
		location: `http://127.0.0.1:${port}/`
	}));

test('a request that breaks the app does not end the server', async () => {
	await get('/broken');
	expect((await get('/')).status).toBe(200);
});
