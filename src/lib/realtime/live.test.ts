import type { SupabaseClient } from '@supabase/supabase-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchAccount, type Watcher } from './live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Stands in for the library's client: keeps what was registered and lets the test play the server. */
function fakeDb() {
	const channels: ReturnType<typeof fakeChannel>[] = [];
	const listed: { subTopic: string }[] = [];
	const token = vi.fn(async () => {});
	const db = {
		channel: vi.fn((topic: string) => {
			const made = fakeChannel(topic);
			channels.push(made);
			return made;
		}),
		getChannels: () => listed,
		removeChannel: vi.fn(async () => 'ok'),
		realtime: {
			setAuth: token,
			isConnected: vi.fn(() => false),
			sendHeartbeat: vi.fn(async () => {}),
			disconnect: vi.fn(async () => 'ok'),
			connect: vi.fn()
		}
	};
	return { db: db as unknown as SupabaseClient, calls: db, channels, listed, token };
}

function fakeChannel(subTopic: string) {
	const heard = new Map<string, (message: { payload: unknown }) => void>();
	let status: (state: string) => void = () => {};
	const channel = {
		subTopic,
		state: 'closed',
		on: (
			kind: string,
			{ event }: { event: string },
			listener: (message: { payload: unknown }) => void
		) => (heard.set(`${kind} ${event}`, listener), channel),
		subscribe: vi.fn((listener: typeof status) => ((status = listener), channel)),
		presenceState: () => ({ tab: [{ mode: 'viewing' }] }),
		track: vi.fn(async () => 'ok'),
		untrack: vi.fn(async () => 'ok'),
		announce: (payload: unknown, event = 'broadcast change') => heard.get(event)?.({ payload }),
		hears: (event: string) => heard.has(event),
		become: (state: string) => {
			channel.state = state === 'SUBSCRIBED' ? 'joined' : 'errored';
			status(state);
		}
	};
	return channel;
}

function fakeWatcher() {
	return { onChange: vi.fn(), onCatchUp: vi.fn(), onMoved: vi.fn(), onState: vi.fn() };
}

async function watch(fake: ReturnType<typeof fakeDb>, watcher: Watcher, topic = 'reseller:1') {
	const watched = watchAccount(async () => fake.db, topic, watcher);
	await vi.advanceTimersByTimeAsync(0);
	return watched;
}

test('announces changes, catches up after every (re)connection, reports the state', async () => {
	const fake = fakeDb();
	const watcher = fakeWatcher();
	const watched = await watch(fake, watcher);
	expect(fake.calls.channel).toHaveBeenCalledWith('reseller:1', { config: { private: true } });
	expect(fake.token.mock.invocationCallOrder[0]).toBeLessThan(
		fake.channels[0]!.subscribe.mock.invocationCallOrder[0]!
	);
	const [channel] = fake.channels;
	channel!.become('SUBSCRIBED');
	channel!.announce({ table: 'clients', row_id: '7' });
	expect(watcher.onMoved).not.toHaveBeenCalled();
	channel!.announce({}, 'broadcast moved');
	expect(watcher.onMoved).toHaveBeenCalledTimes(1);
	channel!.become('CHANNEL_ERROR');
	channel!.become('SUBSCRIBED');
	expect(watcher.onChange.mock.calls).toEqual([[{ table: 'clients', row_id: '7' }]]);
	expect(watcher.onCatchUp).toHaveBeenCalledTimes(2);
	expect(watcher.onState.mock.calls).toEqual([['live'], ['lost'], ['live']]);

	watched.stop();
	expect(fake.calls.removeChannel).toHaveBeenCalledWith(channel);
	channel!.become('CLOSED');
	await vi.advanceTimersByTimeAsync(60_000);
	expect(fake.channels).toHaveLength(1);
});

test('stopped before the token is known, it never joins', async () => {
	const fake = fakeDb();
	const token = Promise.withResolvers<void>();
	fake.token.mockReturnValue(token.promise);
	const watched = await watch(fake, fakeWatcher());
	watched.stop();
	token.resolve();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(fake.channels).toHaveLength(0);
});

test('refused while the connection stands, it asks where the account has gone', async () => {
	const fake = fakeDb();
	const watcher = fakeWatcher();
	await watch(fake, watcher, 'client:1:1');
	const [channel] = fake.channels;
	channel!.become('CHANNEL_ERROR');
	expect(watcher.onMoved).not.toHaveBeenCalled();

	fake.calls.realtime.isConnected.mockReturnValue(true);
	channel!.become('TIMED_OUT');
	expect(watcher.onMoved).not.toHaveBeenCalled();
	channel!.become('CHANNEL_ERROR');
	expect(watcher.onMoved).toHaveBeenCalledTimes(1);
	expect(watcher.onCatchUp).not.toHaveBeenCalled();
});

test('a channel that the server closed, such as for a token that ran out, is joined anew with a new token', async () => {
	const fake = fakeDb();
	const watcher = fakeWatcher();
	await watch(fake, watcher);
	fake.channels[0]!.become('SUBSCRIBED');
	fake.channels[0]!.become('CLOSED');
	expect(watcher.onState).toHaveBeenLastCalledWith('lost');
	await vi.advanceTimersByTimeAsync(1_000);
	expect(fake.channels).toHaveLength(2);
	expect(fake.token).toHaveBeenCalledTimes(2);
	fake.channels[1]!.become('CLOSED');
	await vi.advanceTimersByTimeAsync(1_999);
	expect(fake.channels).toHaveLength(2);
	await vi.advanceTimersByTimeAsync(1);
	fake.channels[2]!.become('SUBSCRIBED');
	expect(watcher.onState).toHaveBeenLastCalledWith('live');
	expect(watcher.onCatchUp).toHaveBeenCalledTimes(2);
	// What the one that was given up still says is no news.
	fake.channels[0]!.become('CLOSED');
	expect(watcher.onState).toHaveBeenLastCalledWith('live');
});

test('a channel that is being left is waited for: the library would hand it out again', async () => {
	const fake = fakeDb();
	const old = { subTopic: 'reseller:1' };
	fake.listed.push(old, { subTopic: 'reseller:2' });
	const left = Promise.withResolvers<string>();
	fake.calls.removeChannel.mockReturnValueOnce(left.promise);
	await watch(fake, fakeWatcher());
	expect(fake.calls.removeChannel.mock.calls).toEqual([[old]]);
	expect(fake.channels).toHaveLength(0);
	left.resolve('ok');
	await vi.advanceTimersByTimeAsync(0);
	expect(fake.channels).toHaveLength(1);
});

test('presence only where it is asked for; nobody is known to be there while the channel is down', async () => {
	const fake = fakeDb();
	await watch(fake, fakeWatcher());
	expect(fake.channels[0]!.hears('presence sync')).toBe(false);

	const watcher = { ...fakeWatcher(), onPresence: vi.fn() };
	const watched = await watch(fake, watcher, 'reseller:2');
	const channel = fake.channels[1]!;
	watched.show({ mode: 'viewing' });
	expect(channel.track).not.toHaveBeenCalled();
	channel.become('SUBSCRIBED');
	watched.show({ mode: 'viewing' });
	expect(channel.track).toHaveBeenCalledWith({ mode: 'viewing' });
	watched.show(null);
	expect(channel.untrack).toHaveBeenCalledTimes(1);
	channel.announce(undefined, 'presence sync');
	expect(watcher.onPresence).toHaveBeenLastCalledWith({ tab: [{ mode: 'viewing' }] });
	channel.become('CHANNEL_ERROR');
	expect(watcher.onPresence).toHaveBeenLastCalledWith({});
});

test('after a sleep another connection is opened, whether the old one knows that it is dead or not', async () => {
	const fake = fakeDb();
	const watched = await watch(fake, fakeWatcher());
	watched.reconnect();
	await vi.advanceTimersByTimeAsync(0);
	expect(fake.calls.realtime.connect).toHaveBeenCalledTimes(1);
	fake.calls.realtime.isConnected.mockReturnValue(true);
	watched.reconnect();
	expect(fake.calls.realtime.sendHeartbeat).toHaveBeenCalledTimes(2);
	expect(fake.calls.realtime.connect).toHaveBeenCalledTimes(1);
});

test('a library that cannot be fetched is said to be lost, and fetched again', async () => {
	const fake = fakeDb();
	const watcher = fakeWatcher();
	const load = vi.fn(async () => fake.db).mockRejectedValueOnce(new TypeError('Failed to fetch'));
	const watched = watchAccount(load, 'reseller:1', watcher);
	watched.reconnect();
	await vi.advanceTimersByTimeAsync(0);
	expect(watcher.onState.mock.calls).toEqual([['lost']]);
	expect(fake.channels).toHaveLength(0);
	await vi.advanceTimersByTimeAsync(1_000);
	fake.channels[0]!.become('SUBSCRIBED');
	expect(watcher.onCatchUp).toHaveBeenCalledTimes(1);
});

test('stopped before the library came, it follows nothing', async () => {
	const fake = fakeDb();
	watchAccount(async () => fake.db, 'reseller:1', fakeWatcher()).stop();
	await vi.advanceTimersByTimeAsync(0);
	expect(fake.channels).toHaveLength(0);
});
