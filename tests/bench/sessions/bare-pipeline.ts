import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { openReplicationStream } from '../../../supabase/local/realtime/replication-stream.ts';

// What stands beside Realtime: rows of a table of its own, by logical replication, to every websocket that is open. Nobody
// is asked who he is, there are no topics, and no message that was lost comes again. Told {text, times} it sends a text that
// often, without the database. Run as a program: <options as JSON>; sends its port.

const { replicationUrl, publication } = JSON.parse(process.argv[2]!) as {
	replicationUrl: string;
	publication: string;
};
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
const stream = await openReplicationStream(replicationUrl, publication);
stream.start(
	(change) => {
		if (change.kind === 'insert' && change.row.payload !== null) send(change.row.payload);
	},
	() => {}
);
process.on('message', ({ texts }: { texts: string[] }) => texts.forEach(send));
process.send!({ port: (server.address() as AddressInfo).port });
process.on('disconnect', () => process.exit());

function send(text: string): void {
	for (const client of server.clients) client.send(text);
}
