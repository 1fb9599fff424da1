import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dropDraft, fittingParts, forgetDrafts, keepDraft, readDraft } from './local-draft.ts';

const place = { personId: 'ana', account: 'reseller/veloz', subject: 'new' };
const now = new Date('2026-11-22T14:32:00Z');

beforeEach(() => vi.stubGlobal('localStorage', new Storage()));
afterEach(() => vi.unstubAllGlobals());

test('what was kept is read by the same person at the same place only', () => {
	keepDraft(place, { name: 'Padaria' }, now);
	expect(readDraft(place)).toEqual({ at: '2026-11-22T14:32:00.000Z', data: { name: 'Padaria' } });
	expect(readDraft({ ...place, personId: 'bia' })).toBeNull();
	expect(readDraft({ ...place, account: 'reseller/outra' })).toBeNull();
	expect(readDraft({ ...place, subject: 'x' })).toBeNull();
	dropDraft(place);
	expect(readDraft(place)).toBeNull();
});

test('another person finds nothing, signing out leaves nothing, and other things stay', () => {
	localStorage.setItem('theme', 'dark');
	keepDraft(place, {}, now);
	keepDraft({ ...place, personId: 'bia' }, {}, now);
	forgetDrafts('bia');
	expect(readDraft(place)).toBeNull();
	expect(readDraft({ ...place, personId: 'bia' })).not.toBeNull();
	forgetDrafts();
	expect(Object.keys(localStorage)).toEqual(['theme']);
});

test.each(['{', '{}', '{"at":1,"data":{}}', 'null'])('%s is no draft', (text) => {
	localStorage.setItem('balcao:draft:ana:reseller/veloz:new', text);
	expect(readDraft(place)).toBeNull();
});

test('without storage nothing fails', () => {
	vi.stubGlobal('localStorage', undefined);
	expect(() => keepDraft(place, {}, now)).not.toThrow();
	expect(readDraft(place)).toBeNull();
});

test('only what still fits is taken from a draft', () => {
	const form = { name: '', phones: [] as string[], due: 1 };
	const draft = { name: 'Ana', phones: 'x', due: 2, gone: 'y' };
	expect(fittingParts(draft, form)).toEqual({ name: 'Ana', due: 2 });
	expect(fittingParts({ phones: ['1'] }, form)).toEqual({ phones: ['1'] });
	expect(fittingParts({ phones: [{}] }, form)).toEqual({});
});

/** As a browser has it: entries are properties, too. */
class Storage {
	[name: string]: unknown;
	getItem(name: string) {
		return Object.hasOwn(this, name) ? String(this[name]) : null;
	}
	setItem(name: string, value: string) {
		this[name] = value;
	}
	removeItem(name: string) {
		Reflect.deleteProperty(this, name);
	}
}
