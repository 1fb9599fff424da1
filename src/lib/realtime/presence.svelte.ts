import { SvelteMap } from 'svelte/reactivity';
import { watchAttention } from './attention.ts';
import type { PresenceState, Watch } from './live.ts';
import { gatherPresence, type Present, type PresenceMode } from './presence-board.ts';
import { presenceDelay } from './presence-pace.ts';

/*
 * What Realtime guarantees: only staff of this reseller are on the channel. It guarantees nothing about what they say
 * there, so a colleague could pretend to be another colleague. Presence is a courtesy among colleagues and nothing hangs on
 * it: what two people write at once is judged by the database (`client_changed`).
 */

export interface PresentPerson extends Present {
	/** null while it is being read, and for somebody who is not of the team (any more). */
	name: string | null;
}

export interface PresenceOptions {
	/** The own person. */
	personId: string;
	/** Names of the team by person, as the person may read them. */
	readNames: () => Promise<Record<string, string>>;
}

interface Shown {
	clientId: string;
	mode: PresenceMode;
}

let board = $state.raw<Map<string, Present[]>>(new Map());
const names = new SvelteMap<string, string>();
const nobody: PresentPerson[] = [];
/** What the components on screen show, oldest first. */
const shown: Shown[] = [];
let tell: () => void = () => {};

/**
 * Shows the others that this person is on a client, while somebody is at the page. Several at once: editing wins, else
 * the newest.
 * @returns stops showing it
 */
export function showPresence(presence: Shown): () => void {
	shown.push(presence);
	tell();
	return () => {
		shown.splice(shown.indexOf(presence), 1);
		tell();
	};
}

/** Who else is on a client right now, whoever edits first. Nobody while the connection is down: then it is not known. */
export function presentOn(clientId: string): PresentPerson[] {
	const people = board.get(clientId);
	if (!people) return nobody;
	return people.map((person) => ({ ...person, name: names.get(person.personId) ?? null }));
}

/** Ties what components show to the account's channel; for `followAccount`. */
export function carryPresence({ personId, readNames }: PresenceOptions, watch: () => Watch) {
	let isThere = false;
	let isJoined = false;
	/** What the others were told, as text; null: nothing. */
	let told: string | null = null;
	let calledAt: number[] = [];
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isReadingNames = false;
	/** Whoever is still without a name then is not of the team. */
	const askedFor = new Set<string>();
	const stopWatching = watchAttention((next) => {
		isThere = next;
		plan();
	});
	tell = plan;

	function plan() {
		clearTimeout(timer);
		if (!isJoined || wanted() === told) return;
		timer = setTimeout(say, Math.max(settleMs, presenceDelay(calledAt, Date.now())));
	}

	function say() {
		const presence = wanted();
		if (!isJoined || presence === told) return;
		told = presence;
		calledAt = [...calledAt.slice(-3), Date.now()];
		watch().show(presence === null ? null : JSON.parse(presence));
	}

	function wanted(): string | null {
		const chosen = shown.findLast(({ mode }) => mode === 'editing') ?? shown.at(-1);
		if (!isThere || !chosen) return null;
		return JSON.stringify({
			person_id: personId,
			client_id: chosen.clientId,
			mode: chosen.mode
		});
	}

	async function learnNames() {
		const people = [...board.values()].flat().map((person) => person.personId);
		if (isReadingNames || people.every((id) => askedFor.has(id))) return;
		isReadingNames = true;
		try {
			for (const [id, name] of Object.entries(await readNames())) names.set(id, name);
			for (const id of people) askedFor.add(id);
		} catch {
			// They stand there without a name until the next who comes or goes.
		} finally {
			isReadingNames = false;
		}
	}

	return {
		/** The channel stands anew: nobody there has heard anything yet. */
		joined() {
			isJoined = true;
			told = null;
			calledAt = [];
			plan();
		},
		lost() {
			isJoined = false;
			board = new Map();
		},
		synced(state: PresenceState) {
			board = gatherPresence(state, personId);
			void learnNames();
		},
		/** Somebody of the team was renamed, came or went. */
		forgetNames() {
			askedFor.clear();
			void learnNames();
		},
		stop() {
			stopWatching();
			clearTimeout(timer);
			tell = () => {};
			board = new Map();
			names.clear();
		}
	};
}

/** Who only passes through a client on the way to another is not announced. */
const settleMs = 250;
