import { writable } from 'svelte/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clientFormOf, type ClientField } from '#lib/clients/client-fields.ts';
import type { ClientForm } from '#lib/clients/client-schema.ts';
import { Autosave } from './autosave.svelte.ts';

const known = { person_type: 'company', name: 'Aurora', document: null, city: null, phones: [] };
const nothingMissing = { boleto: [], note: [] };
const settle = () => vi.advanceTimersByTimeAsync(300);
let sent: Record<string, unknown>[];
let answer: () => Promise<Response>;

beforeEach(() => {
	vi.useFakeTimers();
	sent = [];
	answer = () => kept();
	vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
		sent.push(JSON.parse(body) as Record<string, unknown>);
		return answer();
	});
});

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

function kept(refused: Partial<Record<ClientField, string>> = {}): Promise<Response> {
	const savedAt = '2026-11-22T17:32:00Z';
	return Promise.resolve(Response.json({ savedAt, refused, missing: nothingMissing }));
}

function opened() {
	const values = writable(clientFormOf(known) as Partial<ClientForm>);
	const errors = writable<Partial<Record<ClientField, unknown>>>({});
	const onOver = vi.fn();
	const autosave = new Autosave({
		path: '/answers',
		values,
		errors,
		known,
		savedAt: null,
		missing: nothingMissing,
		onOver
	});
	const type = (changes: Partial<ClientForm>) => {
		values.update((form) => ({ ...form, ...changes }));
		autosave.settled();
		return settle();
	};
	return { autosave, errors, onOver, type };
}

test('sends what changed, once, and says when it was kept', async () => {
	const { autosave, type } = opened();
	await type({});
	expect(sent).toEqual([]);
	await type({ city: 'Recife' });
	await type({ city: ' Recife ' });
	expect(sent).toEqual([{ city: 'Recife' }]);
	expect([autosave.state, autosave.savedAt]).toEqual(['saved', '2026-11-22T17:32:00Z']);
	await type({ city: '' });
	expect(sent.at(-1)).toEqual({ city: '' });
});

test('a document goes with the kind of person that it is of', async () => {
	const { type } = opened();
	await type({ document: '12ABC34501DE35' });
	expect(sent).toEqual([{ personType: 'company', document: '12ABC34501DE35' }]);
});

test('what is refused is said at its field and not sent again until it changes', async () => {
	const { errors, type } = opened();
	let said: unknown;
	errors.subscribe((now) => (said = now));
	answer = () => kept({ postalCode: 'O CEP tem 8 números.' });
	await type({ postalCode: '123', city: 'Recife' });
	expect(said).toEqual({ postalCode: ['O CEP tem 8 números.'] });
	answer = () => kept();
	await type({ street: 'Rua A' });
	expect(sent.at(-1)).toEqual({ street: 'Rua A' });
	await type({ postalCode: '50030-230' });
	expect(sent.at(-1)).toEqual({ postalCode: '50030-230' });
	expect(said).toEqual({});
});

test('what could not be sent is sent again, with what was typed meanwhile', async () => {
	const { autosave, type } = opened();
	answer = () => Promise.reject(new TypeError('offline'));
	await type({ city: 'Recife' });
	expect(autosave.state).toBe('waiting');
	answer = () => kept();
	await type({ street: 'Rua A' });
	expect(sent.at(-1)).toEqual({ city: 'Recife', street: 'Rua A' });
	answer = () => Promise.resolve(new Response(null, { status: 503 }));
	await type({ city: 'Olinda' });
	answer = () => kept();
	await vi.advanceTimersByTimeAsync(5_000);
	expect(sent.at(-1)).toEqual({ city: 'Olinda' });
	expect(autosave.state).toBe('saved');
});

test.each([404, 410])('a link that is over (%i) ends it', async (status) => {
	const { autosave, onOver, type } = opened();
	answer = () => Promise.resolve(new Response(null, { status }));
	await type({ city: 'Recife' });
	expect(onOver).toHaveBeenCalledOnce();
	await type({ city: 'Olinda' });
	expect([autosave.state, sent.length]).toEqual(['over', 1]);
});

test('says that the form was opened, and nothing while it is being handed in', async () => {
	const { autosave, type } = opened();
	await autosave.open();
	expect(sent).toEqual([{}]);
	autosave.pause();
	await type({ city: 'Recife' });
	expect(sent).toHaveLength(1);
	autosave.resume();
	await type({});
	expect(sent.at(-1)).toEqual({ city: 'Recife' });
});
