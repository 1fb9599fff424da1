import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadProjectKeys } from '../../../supabase/local/keys/project-keys.ts';
import { createRealtimeService } from '../../../supabase/local/realtime/realtime-service.ts';

// The Realtime service of the platform once more, for a thousand sockets: the limits of a small project would end a bench
// at two hundred. Run as a program: <options as JSON>; sends its port.

const { databaseUrl, replicationUrl, signingKeyFile } = JSON.parse(process.argv[2]!) as {
	databaseUrl: string;
	replicationUrl: string;
	signingKeyFile: string;
};
const { jwt } = await loadProjectKeys({ signingKeyFile });
const service = await createRealtimeService({
	databaseUrl,
	replicationUrl,
	verify: jwt.verify,
	limits: { connections: 10_000, joinsPerSecond: 10_000 }
});
const server = createServer((_request, response) => void response.writeHead(404).end());
server.on('upgrade', (request, socket, head) => service.upgrade!(request, socket, head));
server.listen(0, '127.0.0.1', () =>
	process.send!({ port: (server.address() as AddressInfo).port })
);
process.on('disconnect', () => process.exit());
