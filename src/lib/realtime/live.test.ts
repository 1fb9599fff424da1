import type { SupabaseClient } from '@supabase/supabase-js';
import { expect, test, vi } from 'vitest';
import { watchAccount } from './live.ts';

/** Stands in for the library's channel: keeps what was registered and lets the test play the server. */
function fakeDb() {
	const heard = new Map<string, (message: { payload: unknown }) => void>();
	let status: (state: string) => void = () => {};
	const channel = {
		on: (
			_: string,
			{ event }: { event: string },
			listener: (message: { payload: unknown }) => void
		) => (heard.set(event, listener), channel),
		subscribe: vi.fn((listener: typeof status) => ((status = listener), channel))
	};
	const token = Promise.withResolvers<void>();
	const db = {
		channel: vi.fn(() => channel),
		removeChannel: vi.fn(),
		realtime: { setAuth: () => token.promise, isConnected: vi.fn(() => false) }
	};
	return {
		db: db as unknown as SupabaseClient,
		calls: db,
		channel,
		signedIn: async () => {
			token.resolve();
			await vi.waitFor(() => expect(channel.subscribe).toHaveBeenCalled(), 200);
		},
		announce: (payload: unknown, event = 'change') => heard.get(event)?.({ payload }),
		become: (state: string) => status(state)
	};
}

test('announces changes, catches up after every (re)connection, reports the state', async () => {
	const fake = fakeDb();
	const watcher = { onChange: vi.fn(), onCatchUp: vi.fn(), onMoved: vi.fn(), onState: vi.fn() };
	const stop = watchAccount(fake.db, 'reseller:1', watcher);
	expect(fake.calls.channel).toHaveBeenCalledWith('reseller:1', { config: { private: true } });
	expect(fake.channel.subscribe).not.toHaveBeenCalled();
	await fake.signedIn();

	fake.become('SUBSCRIBED');
	fake.announce({ table: 'clients', row_id: '7' });
	expect(watcher.onMoved).not.toHaveBeenCalled();
	fake.announce({}, 'moved');
	expect(watcher.onMoved).toHaveBeenCalledTimes(1);
	fake.become('CHANNEL_ERROR');
	fake.become('SUBSCRIBED');
	expect(watcher.onChange.mock.calls).toEqual([[{ table: 'clients', row_id: '7' }]]);
	expect(watcher.onCatchUp).toHaveBeenCalledTimes(2);
	expect(watcher.onState.mock.calls).toEqual([['live'], ['lost'], ['live']]);

	stop();
	expect(fake.calls.removeChannel).toHaveBeenCalledWith(fake.channel);
});

test('stopped before the token is known, it never joins', async () => {
	const fake = fakeDb();
	watchAccount(fake.db, 'reseller:1', { onChange: vi.fn(), onCatchUp: vi.fn() })();
	await expect(fake.signedIn()).rejects.toThrow();
	expect(fake.channel.subscribe).not.toHaveBeenCalled();
});

test('refused while the connection stands, it asks where the account has gone', async () => {
	const fake = fakeDb();
	const watcher = { onChange: vi.fn(), onCatchUp: vi.fn(), onMoved: vi.fn(), onState: vi.fn() };
	watchAccount(fake.db, 'client:1:1', watcher);
	await fake.signedIn();
	fake.become('CHANNEL_ERROR');
	expect(watcher.onMoved).not.toHaveBeenCalled();

	fake.calls.realtime.isConnected.mockReturnValue(true);
	fake.become('TIMED_OUT');
	expect(watcher.onMoved).not.toHaveBeenCalled();
	fake.become('CHANNEL_ERROR');
	expect(watcher.onMoved).toHaveBeenCalledTimes(1);
	expect(watcher.onCatchUp).not.toHaveBeenCalled();
});
