import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Member } from '../../support/world.ts';
import { makeMember } from '../../support/world.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { answerOf, gatherCrowd, startProgram, type Crowd } from './crowd.ts';
import type { MeteredDesk } from './metered-desk.ts';

/** A thousand who listen to a reseller's channel, each let in by its policy, and as many on the bare pipeline. */
export interface Stage {
	/** Of the reseller's staff. */
	topic: string;
	owner: Member;
	listeners: Crowd;
	bareListeners: Crowd;
	bare: ChildProcess;
}

export const barePublication = 'bench_messages_publication';

const bareTable = `
	create schema if not exists bench;
	create table bench.messages (id uuid primary key default gen_random_uuid(), topic text, event text, payload jsonb, binary_payload bytea, private boolean);
	create publication ${barePublication} for table bench.messages with (publish = 'insert')`;

export async function openStage(
	{ platform, db }: BenchPlace,
	desk: MeteredDesk,
	sockets: number
): Promise<Stage> {
	const owner = await makeMember(platform, `owner of ${desk.slug}`, `reseller/${desk.slug}`, {
		reseller_id: desk.resellerId,
		role: 'owner'
	});
	const { data } = await owner.db.rpc('current_account').throwOnError();
	const { topic } = data as { topic: string };
	await db.query(bareTable);
	const url = platform.stack.databaseUrl;
	const replicationUrl = url('supabase_replication_admin');
	const realtime = startProgram(platform, 'many-realtime.ts', {
		...{ databaseUrl: url('supabase_admin'), replicationUrl },
		signingKeyFile: join(platform.dataDir, 'signing-key.json')
	});
	const bare = startProgram(platform, 'bare-pipeline.ts', {
		...{ replicationUrl: url('supabase_admin'), publication: barePublication }
	});
	const portOf = async (child: ChildProcess) => ((await answerOf(child)) as { port: number }).port;
	const [realtimePort, barePort] = await Promise.all([portOf(realtime), portOf(bare)]);
	const listeners = await gatherCrowd(platform, {
		url: `ws://127.0.0.1:${realtimePort}/websocket?vsn=2.0.0&apikey=${owner.accessToken}`,
		...{ sockets, join: joinFrame(topic, owner.accessToken) }
	});
	const bareListeners = await gatherCrowd(platform, { url: `ws://127.0.0.1:${barePort}`, sockets });
	return { topic, owner, listeners, bareListeners, bare };
}

const joinFrame = (topic: string, token: string) =>
	JSON.stringify([
		...['1', '1', `realtime:${topic}`, 'phx_join'],
		{ config: { private: true }, access_token: token }
	]);
