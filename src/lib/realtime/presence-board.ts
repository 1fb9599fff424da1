import { isUuid } from '#lib/format/uuid.ts';
import type { PresenceState } from './live.ts';

export type PresenceMode = 'viewing' | 'editing';

/** Somebody else who is on a client right now. */
export interface Present {
	personId: string;
	mode: PresenceMode;
}

/**
 * Who is on which client: one entry per person, however many tabs; whoever edits comes first.
 * Anybody on the channel may send anything as a presence, so what is not of our shape is passed over.
 * @param self the own person, who is not among the others
 */
export function gatherPresence(state: PresenceState, self: string): Map<string, Present[]> {
	const board = new Map<string, Present[]>();
	for (const shown of Object.values(state).flat()) {
		const presence = readPresence(shown);
		if (!presence || presence.personId === self) continue;
		const { clientId, personId, mode } = presence;
		const people = board.get(clientId) ?? [];
		const known = people.find((person) => person.personId === personId);
		if (!known) people.push({ personId, mode });
		else if (mode === 'editing') known.mode = mode;
		board.set(clientId, people);
	}
	for (const people of board.values()) people.sort(editingFirst);
	return board;
}

function editingFirst(one: Present, other: Present): number {
	if (one.mode !== other.mode) return one.mode === 'editing' ? -1 : 1;
	return one.personId < other.personId ? -1 : 1;
}

function readPresence(shown: unknown): (Present & { clientId: string }) | null {
	if (typeof shown !== 'object' || shown === null) return null;
	const { person_id, client_id, mode } = shown as Record<string, unknown>;
	if (typeof person_id !== 'string' || !isUuid(person_id)) return null;
	if (typeof client_id !== 'string' || !isUuid(client_id)) return null;
	if (mode !== 'viewing' && mode !== 'editing') return null;
	return { personId: person_id, clientId: client_id, mode };
}
