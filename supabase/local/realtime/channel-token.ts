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

	/** @param latest milliseconds until the next check; the token's expiry may come before */
	start(latest = this.#channel.realm.timings.tokenCheckInterval): void {
		clearTimeout(this.#timer);
		const { isOpen, token, realm } = this.#channel;
		if (!isOpen) return;
		const untilExpiry = Math.max(0, token.expiresAt - realm.clock());
		this.#timer = setTimeout(() => void this.#check(), Math.min(latest, untilExpiry));
		this.#timer.unref();
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

	async #check(): Promise<void> {
		await this.#judge(this.#channel.token.token).catch((error: Error) => {
			this.#channel.realm.log(`${this.#channel.name.topic}: ${error.message}`);
			this.start(databaseRetry);
		});
	}

	async #judge(token: string): Promise<void> {
		try {
			await this.#adopt(token);
			this.start();
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			// A database that restarts decides nothing: the channel stays as it is until it can be asked.
			if (error.code === 'UnableToConnectToProject') return this.start(databaseRetry);
			this.#channel.shutDown(error.message);
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
		if (token !== channel.token.token) channel.forgetWriteRights();
		channel.token = confirmed;
		channel.readable = readable;
		channel.attend();
	}
}
