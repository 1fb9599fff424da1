import { unreadable, type Extension } from './authorization.ts';
import type { Channel } from './channel.ts';
import { Refusal } from './refusal.ts';

const databaseRetry = 5_000;

/** Keeps a channel's rights true: on a new token, on expiry, and from time to time. */
export class TokenWatch {
	#channel: Channel;
	#timer: NodeJS.Timeout | undefined;

	constructor(channel: Channel) {
		this.#channel = channel;
	}

	start(): void {
		const { timings, clock } = this.#channel.realm;
		const untilExpiry = Math.max(0, this.#channel.token.expiresAt - clock());
		this.#checkAfter(Math.min(timings.tokenCheckInterval, untilExpiry));
	}

	stop(): void {
		clearTimeout(this.#timer);
	}

	/** API keys travel the same way and are no tokens. */
	change(token: unknown): Promise<void> | void {
		if (typeof token !== 'string' || token === '' || token.startsWith('sb_')) return;
		if (token === this.#channel.token.token) return;
		return this.#judge(token);
	}

	#checkAfter(milliseconds: number, token = this.#channel.token.token): void {
		clearTimeout(this.#timer);
		if (!this.#channel.isOpen) return;
		this.#timer = setTimeout(() => void this.#judge(token), milliseconds);
		this.#timer.unref();
	}

	async #judge(token: string): Promise<void> {
		try {
			await this.#adopt(token);
			this.start();
		} catch (error) {
			const refusal = error instanceof Refusal ? error : null;
			if (!refusal) this.#channel.realm.log(`${this.#channel.name.topic}: ${String(error)}`);
			// A database that restarts decides nothing: the channel stays as it is until it can be asked.
			if (refusal && refusal.code !== 'UnableToConnectToProject') {
				return this.#channel.shutDown(refusal.message);
			}
			this.#checkAfter(databaseRetry, token);
		}
	}

	/** Whatever the token may read now holds from now on; losing a right that was there is a refusal. */
	async #adopt(token: string): Promise<void> {
		const channel = this.#channel;
		const { topic, isPrivate } = channel.name;
		const confirmed = await channel.realm.confirm(token);
		const asked: Extension[] = channel.watchesPresence ? ['broadcast', 'presence'] : ['broadcast'];
		const readable = isPrivate
			? await channel.realm.authorizer.readable(
					{ ...channel.asker, claims: confirmed.claims },
					asked
				)
			: channel.readable;
		if (!channel.isOpen) return;
		if (readable.size === 0) throw unreadable(topic);
		if ([...channel.readable].some((extension) => !readable.has(extension))) {
			const message = `You no longer have permission to read from this Channel topic: ${topic}`;
			throw new Refusal('Unauthorized', message);
		}
		channel.forgetWriteRights();
		channel.token = confirmed;
		channel.readable = readable;
		channel.attend();
	}
}
