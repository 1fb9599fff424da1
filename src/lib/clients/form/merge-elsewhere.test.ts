import { expect, test } from 'vitest';
import type { StoredClient } from '../client-fields.ts';
import { changedColumns, mergeElsewhere } from './merge-elsewhere.ts';

const base: StoredClient = {
	name: 'Padaria',
	email: 'a@b.com',
	phones: ['+5511987654321'],
	due_day: 5
};

test('nothing changed elsewhere', () => {
	const mine = { ...base, name: 'Padaria Sol' };
	expect(mergeElsewhere(mine, base, base)).toEqual({ base, taken: {}, conflicts: {} });
});

test('an untouched field is shown anew, and no longer counts as changed', () => {
	const merge = mergeElsewhere(base, base, { ...base, due_day: 10 });
	expect(merge).toEqual({ base: { ...base, due_day: 10 }, taken: { dueDay: 10 }, conflicts: {} });
});

test('a field that both changed is contested, and the base stays so that saving is refused', () => {
	const mine = { ...base, email: 'mine@b.com' };
	const merge = mergeElsewhere(mine, base, { ...base, email: 'theirs@b.com' });
	expect(merge).toEqual({ base, taken: {}, conflicts: { email: 'theirs@b.com' } });
});

test('both wrote the same', () => {
	const fresh = { ...base, phones: ['+5511987654321', '+551133334444'] };
	expect(mergeElsewhere(fresh, base, fresh)).toEqual({ base: fresh, taken: {}, conflicts: {} });
});

test('a field that this form does not show is simply known anew', () => {
	const { name: _, ...mine } = base;
	const merge = mergeElsewhere(mine, base, { ...base, name: 'Outra' });
	expect(merge.base.name).toBe('Outra');
	expect(merge.conflicts).toEqual({});
});

test('columns that no form shows are passed over', () => {
	const fresh = { ...base, phone_hint: 'x' } as StoredClient;
	expect(mergeElsewhere(base, base, fresh).base).toEqual(base);
});

test('only what was changed is sent', () => {
	const mine = { ...base, email: null, phones: ['+5511987654321'], due_day: 6 };
	expect(changedColumns(mine, base)).toEqual({ email: null, due_day: 6 });
});
