import { randomBytes } from 'node:crypto';
import type { JsonObject } from './protocol.ts';

type PresenceMeta = JsonObject & { phx_ref: string };

/** The form of `presence_state` and of both halves of `presence_diff`. */
export type PresenceState = Record<string, { metas: PresenceMeta[] }>;

export interface PresenceDiff {
	joins: PresenceState;
	leaves: PresenceState;
}

/** Who is present on one topic. An owner (a joined channel) is present at most once, under one key. */
export interface PresenceBoard<Owner> {
	/** @returns null when nothing changes for others */
	track(owner: Owner, key: string, payload: JsonObject): PresenceDiff | null;
	untrack(owner: Owner): PresenceDiff | null;
	state(): PresenceState;
}

interface Entry {
	key: string;
	payload: string;
	meta: PresenceMeta;
}

export function presenceBoard<Owner>(): PresenceBoard<Owner> {
	const entries = new Map<Owner, Entry>();
	return {
		track(owner, key, payload) {
			const earlier = entries.get(owner);
			const text = JSON.stringify(payload);
			if (earlier?.payload === text) return null;
			const meta: PresenceMeta = { ...payload, phx_ref: randomBytes(9).toString('base64url') };
			if (earlier) meta.phx_ref_prev = earlier.meta.phx_ref;
			entries.set(owner, { key, payload: text, meta });
			return { joins: only(key, meta), leaves: earlier ? only(key, earlier.meta) : {} };
		},
		untrack(owner) {
			const entry = entries.get(owner);
			if (!entry) return null;
			entries.delete(owner);
			return { joins: {}, leaves: only(entry.key, entry.meta) };
		},
		state() {
			const metas = Map.groupBy(entries.values(), ({ key }) => key);
			// fromEntries defines own properties, so that a key like __proto__ is a key like any other.
			return Object.fromEntries(
				[...metas].map(([key, found]) => [key, { metas: found.map(({ meta }) => meta) }])
			);
		}
	};
}

function only(key: string, meta: PresenceMeta): PresenceState {
	return Object.fromEntries([[key, { metas: [meta] }]]);
}
