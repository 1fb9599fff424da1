import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { offerShortcut, pressShortcut, turnSingleKeys } from './shortcuts.svelte.ts';

class FakeElement {
	isContentEditable = false;
	isField: boolean;
	constructor(isField: boolean) {
		this.isField = isField;
	}
	matches = () => this.isField;
}

let kept = new Map<string, string>();
let dialog: object | null = null;
let leave = () => {};
const run = vi.fn<(keys: string) => void>();

beforeEach(() => {
	kept = new Map();
	dialog = null;
	run.mockClear();
	vi.stubGlobal('HTMLElement', FakeElement);
	vi.stubGlobal('document', { querySelector: () => dialog });
	vi.stubGlobal('localStorage', {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key)
	});
	const offered = ['n', 'c', '?', 'g c', 'g t'].map((keys) =>
		offerShortcut({ keys, label: keys, run: () => run(keys) })
	);
	leave = () => offered.forEach((takeBack) => takeBack());
});
afterEach(() => {
	leave();
	vi.unstubAllGlobals();
});

let now = 0;
function press(key: string, options: Partial<KeyboardEvent> = {}, afterMs = 100) {
	now += afterMs;
	const preventDefault = vi.fn();
	pressShortcut({
		key,
		timeStamp: now,
		target: new FakeElement(false),
		preventDefault,
		...options
	} as unknown as KeyboardEvent);
	return preventDefault;
}
const ran = () => run.mock.calls.map(([keys]) => keys);

test('one key, and two keys one after the other', () => {
	expect(press('n')).toHaveBeenCalled();
	press('g');
	expect(press('c')).toHaveBeenCalled();
	press('c');
	expect(ran()).toEqual(['n', 'g c', 'c']);
});

test('the second key counts alone when it comes too late or belongs to no pair', () => {
	press('g');
	press('c', {}, 2_000);
	press('g');
	press('n');
	press('c');
	expect(ran()).toEqual(['c', 'n', 'c']);
});

test('neither typing nor an open dialog nor a key with Ctrl is disturbed', () => {
	press('n', { target: new FakeElement(true) as unknown as EventTarget });
	press('n', { ctrlKey: true });
	press('n', { defaultPrevented: true });
	dialog = {};
	expect(press('n')).not.toHaveBeenCalled();
	expect(ran()).toEqual([]);
});

test('turned off, no single key does anything, also not the one for help; on again it does', () => {
	turnSingleKeys(true);
	for (const key of ['n', '?', 'g', 'c']) press(key);
	expect(ran()).toEqual([]);
	turnSingleKeys(false);
	press('?');
	expect(ran()).toEqual(['?']);
});

test('what has left the screen is no longer offered', () => {
	leave();
	press('n');
	expect(ran()).toEqual([]);
});
