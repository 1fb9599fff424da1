import { expect, test } from 'vitest';
import { mediaTypeName, negotiate } from './media-types.ts';

test.each([
	[undefined, { kind: 'array', stripsNulls: false }, 'application/json; charset=utf-8'],
	['*/*', { kind: 'array', stripsNulls: false }, 'application/json; charset=utf-8'],
	[
		'text/html, application/json;q=0.5',
		{ kind: 'array', stripsNulls: false },
		'application/json; charset=utf-8'
	],
	['application/json;q=0.1, text/csv', { kind: 'csv' }, 'text/csv; charset=utf-8'],
	[
		'application/vnd.pgrst.object+json',
		{ kind: 'object', stripsNulls: false },
		'application/vnd.pgrst.object+json; charset=utf-8'
	],
	[
		'application/vnd.pgrst.object;nulls=stripped',
		{ kind: 'object', stripsNulls: true },
		'application/vnd.pgrst.object+json;nulls=stripped; charset=utf-8'
	],
	[
		'application/vnd.pgrst.array+json;nulls=stripped',
		{ kind: 'array', stripsNulls: true },
		'application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8'
	]
])('Accept: %s', (accept, format, contentType) => {
	expect(negotiate(accept, false)).toEqual({ format, contentType });
});

test('what cannot be made is refused by name', () => {
	expect(() => negotiate('text/html', false)).toThrow(
		'None of these media types are available: text/html'
	);
	expect(() => negotiate('application/vnd.pgrst.plan+json', false)).toThrow('vnd.pgrst.plan+json');
	expect(() => negotiate('application/geo+json', false)).toThrow(
		expect.objectContaining({ status: 501 })
	);
});

test('a plan is explained for the media type it names', () => {
	expect(
		negotiate(
			'application/vnd.pgrst.plan+json; for="application/json"; options=analyze|bogus;',
			true
		)
	).toMatchObject({ explain: { format: 'json', options: ['analyze'] } });
});

test.each([
	[undefined, 'application/json'],
	['Application/JSON; charset=utf-8', 'application/json'],
	['text/plain', 'text/plain']
])('a body of type %s is read as %s', (header, name) => {
	expect(mediaTypeName(header)).toBe(name);
});
