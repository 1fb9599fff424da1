// Serves the built app. Started by the commands as a child process; ends with its parent.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const origin = new URL(process.env.ORIGIN ?? 'http://127.0.0.1:3000');
const { handler } = await import(pathToFileURL(join(process.cwd(), 'build', 'handler.js')).href);

const server = createServer((request, response) => {
	// One origin, so that cookies and the check against cross-site posts agree (`localhost` is another).
	if (
		request.headers.host !== origin.host &&
		request.method === 'GET' &&
		request.url !== '/health'
	) {
		// Joined as text: a URL parser would follow `//elsewhere`, and throw on `//`.
		const path = request.url?.startsWith('/') ? request.url : '/';
		response.writeHead(307, { location: origin.origin + path }).end();
		return;
	}
	handler(request, response);
});
server.listen(Number(origin.port || 80), origin.hostname, () =>
	process.stdout.write('listening\n')
);
server.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
});
// What one request breaks must not end the server for everybody.
process.on('unhandledRejection', (error) => console.error(error));

process.stdin.on('end', stop).resume();
process.on('SIGTERM', stop);
process.on('SIGINT', () => {});

function stop() {
	server.close(() => process.exit(0));
	server.closeAllConnections();
}
