import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RowChange, Watcher } from './live.ts';

const reads = vi.hoisted(() => ({
	readAgain: vi.fn<(matches: (url: URL) => boolean) => Promise<void>>(async () => {})
}));
const server = vi.hoisted(() => ({ watcher: null as unknown as Watcher, reconnect: vi.fn() }));
const app = vi.hoisted(() => ({ answers: Promise.resolve() }));
vi.mock('./browser-client.ts', () => ({ browserClient: () => ({}) }));
vi.mock('./read-again.ts', () => reads);
vi.mock('./until-app-answers.ts', () => ({ untilAppAnswers: () => app.answers }));
vi.mock('./live.ts', () => ({
	watchAccount: (_db: unknown, _topic: string, watcher: Watcher) => {
		server.watcher = watcher;
		return { stop: vi.fn(), show: vi.fn(), reconnect: server.reconnect };
	}
}));
const {
	followAccount,
	lastLiveAt,
	listenFromNow,
	listenToChanges,
	listenToValues,
	liveState,
	recentlyChanged
} = await import('./live-account.svelte.ts');

let stop = () => {};
beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal('document', new EventTarget());
	const window = new EventTarget();
	vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
	vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
	vi.stubGlobal('dispatchEvent', window.dispatchEvent.bind(window));
	reads.readAgain.mockClear();
	server.reconnect.mockClear();
	app.answers = Promise.resolve();
	stop = followAccount('reseller:1:1');
});
afterEach(() => {
	stop();
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

const change = (row_id: string): RowChange => ({
	table: 'clients',
	operation: 'update',
	row_id,
	client_id: row_id
});
/** Which of these addresses the last reading asked for. */
const asked = (...urls: string[]) => {
	const matches = reads.readAgain.mock.lastCall![0];
	return urls.filter((url) => matches(new URL(url)));
};

async function join() {
	server.watcher.onState?.('live');
	server.watcher.onCatchUp();
	await vi.advanceTimersByTimeAsync(500);
}

test('joined, it reads everything again, because nobody heard what changed since the page was made', async () => {
	const heard = vi.fn();
	listenToChanges(heard);
	expect(liveState()).toBe('connecting');
	await join();
	expect(asked('live:clients', 'live:invoices', 'other:clients')).toEqual([
		'live:clients',
		'live:invoices'
	]);
	expect(heard.mock.calls).toEqual([[null]]);
	expect(liveState()).toBe('live');
});

test('what is announced with its values is handed on, and nothing is read for it', async () => {
	await join();
	const [heard, taken] = [vi.fn(), vi.fn()];
	const stopListening = [listenToChanges(heard), listenToValues(taken)];
	reads.readAgain.mockClear();
	const moved = { ...change('7'), table: 'session_meters', version: 3 };
	server.watcher.onChange(moved);
	await vi.advanceTimersByTimeAsync(500);
	expect(taken.mock.calls).toEqual([[moved]]);
	expect(reads.readAgain).not.toHaveBeenCalled();
	expect([heard.mock.calls, recentlyChanged('7')]).toEqual([[], false]);
	await join();
	expect(taken.mock.calls).toEqual([[moved], [null]]);
	for (const stop of stopListening) stop();
});

test('a change re-reads its table at once, and lights its rows for a moment', async () => {
	await join();
	server.watcher.onChange({ ...change('7'), invoice_id: '9' });
	expect([recentlyChanged('7'), recentlyChanged('9'), recentlyChanged('8')]).toEqual([
		true,
		true,
		false
	]);
	await vi.advanceTimersByTimeAsync(10);
	expect(asked('live:clients', 'live:invoices')).toEqual(['live:clients']);
	await vi.advanceTimersByTimeAsync(1_000);
	server.watcher.onChange(change('7'));
	await vi.advanceTimersByTimeAsync(1_500);
	expect(recentlyChanged('7')).toBe(true);
	await vi.advanceTimersByTimeAsync(500);
	expect(recentlyChanged('7')).toBe(false);
});

test('many changes of one statement re-read the table and all that a listener holds, and light nothing', async () => {
	await join();
	const heard = vi.fn();
	listenToChanges(heard);
	server.watcher.onChange({
		table: 'clients',
		operation: 'update',
		row_id: null,
		client_id: null,
		many: true
	});
	await vi.advanceTimersByTimeAsync(10);
	expect(asked('live:clients', 'live:invoices')).toEqual(['live:clients']);
	expect(heard.mock.calls).toEqual([[null]]);
});

test('after the connection was lost it is up to date only when what was missed has been read', async () => {
	await join();
	const lostAt = Date.now();
	server.watcher.onState?.('lost');
	expect(liveState()).toBe('lost');
	expect(lastLiveAt()).toBe(lostAt);
	const back = Promise.withResolvers<void>();
	app.answers = back.promise;
	reads.readAgain.mockClear();
	await join();
	expect(reads.readAgain).not.toHaveBeenCalled();
	expect(liveState()).toBe('lost');
	back.resolve();
	await vi.advanceTimersByTimeAsync(500);
	expect(asked('live:clients', 'live:plans')).toEqual(['live:clients', 'live:plans']);
	expect(recentlyChanged('7')).toBe(false);
	expect(liveState()).toBe('live');
});

test('who begins to listen hears what was announced while its page was being loaded', async () => {
	await join();
	// Reading again waits for the navigation that is under way.
	const navigated = Promise.withResolvers<void>();
	reads.readAgain.mockReturnValueOnce(navigated.promise);
	server.watcher.onChange(change('7'));
	await vi.advanceTimersByTimeAsync(50);
	server.watcher.onChange(change('8'));
	const heard = vi.fn();
	listenToChanges(heard);
	const fromNow = vi.fn();
	const stop = listenFromNow(fromNow);
	await vi.advanceTimersByTimeAsync(0);
	expect(heard.mock.calls).toEqual([[change('7')], [change('8')]]);
	expect(fromNow, 'what is said in passing is not said again').not.toHaveBeenCalled();
	server.watcher.onChange(change('9'));
	stop();
	server.watcher.onChange(change('10'));
	expect(fromNow.mock.calls).toEqual([[change('9')]]);

	navigated.resolve();
	await vi.advanceTimersByTimeAsync(1_000);
	const later = vi.fn();
	listenToChanges(later);
	await vi.advanceTimersByTimeAsync(0);
	expect(later).not.toHaveBeenCalled();
});

test('an account that moved asks for its new topic; a lost network and a waking computer connect anew', async () => {
	await join();
	server.watcher.onMoved?.();
	await vi.advanceTimersByTimeAsync(500);
	expect(asked('live:account', 'live:clients')).toEqual(['live:account']);

	dispatchEvent(new Event('offline'));
	expect(liveState()).toBe('lost');
	dispatchEvent(new Event('online'));
	expect(server.reconnect).toHaveBeenCalledTimes(1);
	vi.setSystemTime(Date.now() + 10 * 60_000);
	await vi.advanceTimersByTimeAsync(10_000);
	expect(server.reconnect).toHaveBeenCalledTimes(2);
});
