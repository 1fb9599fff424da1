import { fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import type { ThrowAwayPlatform } from '../../support/platform.ts';

/** When a message was with half, with 99 of 100 and with all of them, by Date.now()'s clock with fractions. */
export interface Arrival {
	n: number;
	p50: number;
	p99: number;
	last: number;
}

/** What came about meters since it was asked last. */
export interface ToldMeters {
	/** Messages to all of them together. */
	told: number;
	/** To the first of them. */
	first: { at: number; meters: { client_id: string; left: number | null }[]; many: boolean }[];
}

export interface Crowd {
	sockets: number;
	/** Resolves when everybody has the message with that number. */
	arrived(n: number): Promise<Arrival>;
	meters(): Promise<ToldMeters>;
	leave(): Promise<void>;
}

/** So many open websockets in a process of their own. @param join the frame by which each joins a topic */
export async function gatherCrowd(
	platform: Pick<ThrowAwayPlatform, 'onStop'>,
	options: { url: string; sockets: number; join?: string }
): Promise<Crowd> {
	const child = startProgram(platform, 'subscribers.ts', options);
	await answerOf(child);
	return {
		sockets: options.sockets,
		async arrived(n) {
			for await (const [message] of on(child, 'message', { signal: AbortSignal.timeout(60_000) }))
				if ((message as Arrival).n === n) return message as Arrival;
			throw new Error('unreachable');
		},
		async meters() {
			child.send('meters');
			return (await answerOf(child)) as ToldMeters;
		},
		leave: () => end(child)
	};
}

/** A program of this folder, told its options, that ends with the platform. */
export function startProgram(
	platform: Pick<ThrowAwayPlatform, 'onStop'>,
	file: string,
	options: object
): ChildProcess {
	const child = fork(join(import.meta.dirname, file), [JSON.stringify(options)]);
	platform.onStop(() => end(child));
	return child;
}

/** The next message. @throws Error when it ends instead */
export async function answerOf(child: ChildProcess): Promise<unknown> {
	const stopped = new AbortController();
	const ended = once(child, 'exit', { signal: stopped.signal }).then(() => {
		throw new Error('the program ended without an answer');
	});
	try {
		const [message] = (await Promise.race([
			once(child, 'message', { signal: stopped.signal }),
			ended
		])) as [unknown];
		return message;
	} finally {
		ended.catch(() => {});
		stopped.abort();
	}
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.disconnect();
	await once(child, 'exit');
}
