import { describe, expect, test } from 'vitest';
import {
	amountOf,
	onTop,
	sourceOf,
	usedIn,
	type LedgerEntry,
	type LedgerPage,
	type LedgerSource
} from './ledger.ts';

const entry = (more: Partial<LedgerEntry>): LedgerEntry => ({
	...{ id: 1, kind: 'use', quota: 0, extras: 0, overage: 0, unmetered: 0, subscription_id: null },
	...{ plan_name: null, period_starts_on: null, occurred_at: '2026-11-23T10:00:00+00:00' },
	...{ recorded_at: '2026-11-23T10:00:00+00:00', key: null, reason: null, recorded_by: null },
	...more
});

test.each<[Partial<LedgerEntry>, LedgerSource, number]>([
	[{ quota: -5 }, 'quota', -5],
	[{ extras: -2 }, 'extras', -2],
	[{ overage: 3 }, 'overage', -3],
	[{ unmetered: 4 }, 'unmetered', -4],
	[{ kind: 'grant', quota: 1000 }, 'quota', 1000],
	[{ kind: 'expiry', quota: -380 }, 'quota', -380],
	[{ kind: 'correction', extras: 50 }, 'extras', 50]
])('%o is of %s, and moves %i', (more, source, amount) => {
	expect([sourceOf(entry(more)), amountOf(entry(more))]).toEqual([source, amount]);
});

test('of a day only use counts as used', () => {
	const day = [{ quota: -5 }, { overage: 2 }, { kind: 'expiry' as const, quota: -90 }].map(entry);
	expect(usedIn(day)).toBe(7);
});

describe('a fresh first page', () => {
	const page = (ids: number[], next: string | null = null): LedgerPage => ({
		rows: ids.map((id) => entry({ id })),
		next
	});
	const ids = (joined: LedgerPage | null) => joined && joined.rows.map(({ id }) => id);

	test('stands above what was shown, once, and the list goes on where it went on', () => {
		const joined = onTop(page([9, 8, 7], 'after-7'), page([7, 6, 5], 'after-5'));
		expect([ids(joined), joined?.next]).toEqual([[9, 8, 7, 6, 5], 'after-5']);
	});

	test('that holds all of what was shown takes its place', () => {
		const joined = onTop(page([9, 8], 'after-8'), page([9, 8]));
		expect([ids(joined), joined?.next]).toEqual([[9, 8], 'after-8']);
	});

	test('does not join where more came in between than it holds', () => {
		expect(onTop(page([9, 8], 'after-8'), page([5, 4]))).toBeNull();
	});

	test('fills what was empty', () => {
		expect(ids(onTop(page([1]), page([])))).toEqual([1]);
	});
});
