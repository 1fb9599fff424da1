import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from './protocol.ts';
import { Refusal } from './refusal.ts';
import type { ReplayRequest } from './replay.ts';

export interface JoinRequest {
	isPrivate: boolean;
	acknowledges: boolean;
	receivesOwn: boolean;
	announcesReplication: boolean;
	replay: ReplayRequest | null;
	presenceKey: string;
	presenceEnabled: boolean;
	/** null when the socket's own token is to be used. */
	accessToken: string | null;
}

/**
 * @throws Refusal `InvalidJoinPayload`, `UnableToReplayMessages`, or `NotImplemented` for
 * postgres_changes: a client must not believe that it is subscribed to what never comes
 */
export function parseJoinPayload(payload: JsonObject): JoinRequest {
	const config = section(payload, 'config');
	const broadcast = section(config, 'broadcast');
	const presence = section(config, 'presence');
	refusePostgresChanges(config.postgres_changes);
	const isPrivate = flag(config, 'private');
	return {
		isPrivate,
		acknowledges: flag(broadcast, 'ack'),
		receivesOwn: flag(broadcast, 'self'),
		announcesReplication: flag(broadcast, 'replication_ready'),
		replay: replayRequest(broadcast.replay, isPrivate),
		presenceKey: presenceKey(presence.key),
		presenceEnabled: flag(presence, 'enabled'),
		accessToken: accessToken(payload.user_token) ?? accessToken(payload.access_token)
	};
}

function section(parent: JsonObject, name: string): JsonObject {
	const value = parent[name];
	if (value === undefined || value === null) return {};
	if (isObject(value)) return value;
	throw invalid(name, 'a map');
}

/** Booleans may come as text. */
function flag(parent: JsonObject, name: string): boolean {
	const value = parent[name];
	if (value === undefined || value === null) return false;
	if (typeof value === 'boolean') return value;
	const text = typeof value === 'string' ? value.toLowerCase() : '';
	if (text === 'true' || text === 'false') return text === 'true';
	throw invalid(name, 'boolean');
}

function invalid(name: string, expected: string): Refusal {
	return new Refusal('InvalidJoinPayload', `${name}: unable to parse, expected ${expected}`);
}

function refusePostgresChanges(value: unknown): void {
	if (value === undefined || value === null) return;
	if (!Array.isArray(value)) throw invalid('postgres_changes', 'an array of maps');
	if (value.length === 0) return;
	throw new Refusal(
		'NotImplemented',
		'postgres_changes is not supported by the embedded platform; broadcast from the database instead'
	);
}

function replayRequest(value: unknown, isPrivate: boolean): ReplayRequest | null {
	if (value === undefined || value === null) return null;
	if (!isPrivate) {
		throw new Refusal('UnableToReplayMessages', 'Replay is not allowed for public channels');
	}
	const { since, limit = 25 } = isObject(value) ? value : {};
	const longestTime = 8.64e15;
	if (
		!Number.isInteger(since) ||
		!Number.isInteger(limit) ||
		Math.abs(since as number) > longestTime
	)
		throw new Refusal('UnableToReplayMessages', 'Replay params are not valid');
	return { since: since as number, limit: limit as number };
}

function presenceKey(value: unknown): string {
	if (value === undefined || value === null || value === '') return randomUUID();
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/** API keys travel here too; they are no tokens. */
function accessToken(value: unknown): string | null {
	return typeof value === 'string' && value !== '' && !value.startsWith('sb_') ? value : null;
}
