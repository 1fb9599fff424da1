import { beforeEach, expect, test, vi } from 'vitest';
import { forgetRecentClients, noteRecentClient, recentClients } from './recent-clients.ts';

/** Like the browser's: entries are own enumerable properties, methods are not. */
function fakeStorage(): Record<string, unknown> {
	const methods = {
		getItem: (key: string) => storage[key] ?? null,
		setItem: (key: string, value: string) => void (storage[key] = value),
		removeItem: (key: string) => void Reflect.deleteProperty(storage, key)
	};
	const storage: Record<string, unknown> = Object.create(methods);
	return storage;
}

const ana = { personId: 'ana', resellerId: 'veloz' };

beforeEach(() => void vi.stubGlobal('localStorage', fakeStorage()));

test('newest first, each once, five at most, per person and account', () => {
	for (const id of ['1', '2', '3', '4', '5', '6', '3']) noteRecentClient(ana, id);
	expect(recentClients(ana)).toEqual(['3', '6', '5', '4', '2']);
	expect(recentClients({ ...ana, personId: 'bruno' })).toEqual([]);
	expect(recentClients({ ...ana, resellerId: 'norte' })).toEqual([]);
});

test('forgotten for everybody, and nothing else with it', () => {
	localStorage.setItem('balcao:sidebar-narrow', '1');
	noteRecentClient(ana, '1');
	noteRecentClient({ ...ana, personId: 'bruno' }, '2');
	forgetRecentClients();
	expect(Object.keys(localStorage)).toEqual(['balcao:sidebar-narrow']);
});

test.each(['{', '"1"', 'null', '[1,{}]'])('what is broken is no list: %s', (kept) => {
	localStorage.setItem('balcao:recent-clients:ana:veloz', kept);
	expect(recentClients(ana)).toEqual([]);
});

test('a browser that keeps nothing has no list', () => {
	vi.stubGlobal('localStorage', {
		getItem: () => null,
		setItem: () => {
			throw new DOMException('full', 'QuotaExceededError');
		}
	});
	noteRecentClient(ana, '1');
	expect(recentClients(ana)).toEqual([]);
});
