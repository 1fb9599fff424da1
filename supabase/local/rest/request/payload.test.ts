import { expect, test } from 'vitest';
import { readPayload } from './payload.ts';

const json = (text: string, columns?: string[], isCall = false) =>
	readPayload(Buffer.from(text), 'application/json', columns, isCall);

test.each([
	['{"a":1,"b":null}', ['a', 'b']],
	['[{"a":1},{"a":2}]', ['a']],
	['[{"b":1,"a":2},{"a":3,"b":4}]', ['b', 'a']],
	['{}', []],
	['[]', []],
	['[{},{}]', []]
])('%s names its columns', (text, keys) => {
	expect(json(text)).toEqual({ kind: 'json', text, keys });
});

test('numbers are never read by JavaScript', () => {
	expect(json('{"a":9007199254740993.10}')).toMatchObject({ text: '{"a":9007199254740993.10}' });
});

test('columns= stands for the keys', () => {
	expect(json('[{"a":1},{"b":2}]', ['a', 'b', 'a'])).toMatchObject({ keys: ['a', 'b'] });
});

test('a call without a body has no arguments', () => {
	expect(json('', undefined, true)).toEqual({ kind: 'json', text: '{}', keys: [] });
});

test.each([
	['', 'Empty or invalid json'],
	['{"a":', 'Empty or invalid json'],
	['{"a":"\u0000"}', 'Empty or invalid json'],
	['[{"a":1},{"b":1}]', 'All object keys must match'],
	['[{"a":1},2]', 'All object keys must match'],
	['[1]', 'All object keys must match'],
	['['.repeat(2000) + ']'.repeat(2000), 'JSON nested deeper than 1000 levels']
])('%.20j is refused', (text, message) => {
	expect(() => json(text)).toThrow(expect.objectContaining({ code: 'PGRST102', message }));
});

test('brackets inside strings are no depth', () => {
	const text = JSON.stringify({ a: `\\"${'['.repeat(3000)}`, b: '\\' });
	expect(json(text)).toMatchObject({ keys: ['a', 'b'] });
});

test('bytes that are no UTF-8 are refused, not replaced', () => {
	const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
	expect(() => readPayload(bytes, 'application/json', undefined, false)).toThrow(
		'Body is not valid UTF-8'
	);
});

test('CSV becomes rows of text', () => {
	const body = Buffer.from('id,name\r\n1,"a ""b"", c"\n2,NULL\n');
	expect(readPayload(body, 'text/csv', undefined, false)).toEqual({
		kind: 'json',
		text: '[{"id":"1","name":"a \\"b\\", c"},{"id":"2","name":null}]',
		keys: ['id', 'name']
	});
	expect(() => readPayload(Buffer.from('a,b\n1\n'), 'text/csv', undefined, false)).toThrow(
		'All lines must have same number of fields'
	);
});

test('forms are arguments of a call and one row of a write', () => {
	const body = Buffer.from('a=1&b=x+y');
	const type = 'application/x-www-form-urlencoded';
	expect(readPayload(body, type, undefined, true)).toEqual({
		kind: 'form',
		pairs: [
			{ name: 'a', value: '1' },
			{ name: 'b', value: 'x y' }
		]
	});
	expect(readPayload(body, type, undefined, false)).toMatchObject({ keys: ['a', 'b'] });
});

test('other bodies are for functions only', () => {
	expect(readPayload(Buffer.from('x'), 'text/plain', undefined, true)).toMatchObject({
		kind: 'raw'
	});
	expect(() => readPayload(Buffer.from('x'), 'text/plain', undefined, false)).toThrow(
		'Content-Type not acceptable: text/plain'
	);
});
