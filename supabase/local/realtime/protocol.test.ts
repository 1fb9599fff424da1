import { expect, test } from 'vitest';
import {
	decodeFrame,
	encodeBroadcast,
	encodeMessage,
	type BroadcastMessage,
	type ProtocolVersion
} from './protocol.ts';

const join = { joinRef: '1', ref: '2', topic: 'realtime:a', event: 'phx_join', payload: { x: 1 } };

test.each<[ProtocolVersion, string, unknown]>([
	['2.0.0', '["1","2","realtime:a","phx_join",{"x":1}]', join],
	['2.0.0', '["1",2,"realtime:a","phx_join",{"x":1}]', join],
	[
		'2.0.0',
		'[null,null,"t","e",null]',
		{ joinRef: null, ref: null, topic: 't', event: 'e', payload: {} }
	],
	[
		'1.0.0',
		'{"join_ref":"1","ref":"2","topic":"realtime:a","event":"phx_join","payload":{"x":1}}',
		join
	],
	[
		'1.0.0',
		'{"topic":"t","event":"e"}',
		{ joinRef: null, ref: null, topic: 't', event: 'e', payload: {} }
	],
	['2.0.0', '{"topic":"t","event":"e"}', null],
	['1.0.0', '["1","2","realtime:a","phx_join",{}]', null],
	['2.0.0', '["1","2","realtime:a","phx_join"]', null],
	['2.0.0', '["1","2",5,"phx_join",{}]', null],
	['2.0.0', '["1",{},"t","e",{}]', null],
	['2.0.0', '["1","2","a\\u0000b","e",{}]', null],
	['2.0.0', '', null],
	['2.0.0', '[', null],
	['1.0.0', 'null', null]
])('%s reads %s', (version, text, message) => {
	expect(decodeFrame(Buffer.from(text), false, version)).toEqual(message);
});

/** Kind 3: lengths of five fields, encoding, the fields, the body. */
function push(fields: string[], encoding: number, body: string | Buffer): Buffer {
	const lengths = fields.map((field) => Buffer.byteLength(field));
	return Buffer.concat([
		Buffer.from([3, ...lengths, encoding]),
		Buffer.from(fields.join('')),
		Buffer.from(body)
	]);
}

test('a binary broadcast is read', () => {
	const frame = push(['1', '7', 'realtime:sala é', 'evento', '{"persist":true}'], 1, '{"a":"ç"}');
	expect(decodeFrame(frame, true, '2.0.0')).toEqual({
		joinRef: '1',
		ref: '7',
		topic: 'realtime:sala é',
		event: 'broadcast',
		payload: {},
		push: {
			event: 'evento',
			encoding: 'json',
			body: Buffer.from('{"a":"ç"}'),
			metadata: { persist: true }
		}
	});
	expect(decodeFrame(frame, true, '1.0.0')).toBeNull();
});

test.each([
	['empty', Buffer.alloc(0)],
	['short', Buffer.from([3, 1, 1])],
	['fields longer than the frame', Buffer.from([3, 255, 255, 255, 255, 255, 1, 65])],
	['another kind', push(['', '', 't', 'e', ''], 1, '{}').fill(0, 0, 1)],
	['an unknown encoding', push(['', '', 't', 'e', ''], 2, '{}')],
	['a body that is not JSON', push(['', '', 't', 'e', ''], 1, '{"a":')],
	['a body that is not UTF-8', push(['', '', 't', 'e', ''], 1, Buffer.from([0x22, 0xff, 0x22]))],
	['metadata that is not JSON', push(['', '', 't', 'e', 'x'], 1, '{}')]
])('a binary broadcast is dropped when malformed: %s', (_, frame) => {
	expect(decodeFrame(frame, true, '2.0.0')).toBeNull();
});

test('a message is written for each version', () => {
	const message = { joinRef: '1', ref: '2', topic: 't', event: 'phx_reply', payload: '{"a":1}' };
	expect(encodeMessage('2.0.0', message)).toBe('["1","2","t","phx_reply",{"a":1}]');
	expect(encodeMessage('1.0.0', message)).toBe(
		'{"topic":"t","event":"phx_reply","payload":{"a":1},"ref":"2"}'
	);
});

const stored: BroadcastMessage = { id: 'i', event: 'e', encoding: 'json', body: '{"a": 1}' };
const meta = { id: 'i' };

test('a broadcast is text on 1.0.0 and a frame of kind 4 on 2.0.0', () => {
	expect(encodeBroadcast('1.0.0', 'realtime:t', stored, meta)).toBe(
		'{"topic":"realtime:t","event":"broadcast","payload":{"type":"broadcast","event":"e","payload":{"a": 1},"meta":{"id":"i"}},"ref":null}'
	);
	expect(encodeBroadcast('2.0.0', 'realtime:t', stored, meta)).toEqual(
		Buffer.concat([Buffer.from([4, 10, 1, 10, 1]), Buffer.from('realtime:te{"id":"i"}{"a": 1}')])
	);
});

test('a broadcast falls back to text when its header does not fit, and bytes have no text', () => {
	const event = 'e'.repeat(256);
	const text = encodeBroadcast('2.0.0', 't', { ...stored, event } as BroadcastMessage, null);
	expect(JSON.parse(text as string)).toEqual([
		null,
		null,
		't',
		'broadcast',
		{ type: 'broadcast', event, payload: { a: 1 } }
	]);
	const bytes: BroadcastMessage = { id: null, event: 'e', encoding: 'binary', body: Buffer.of(1) };
	expect(encodeBroadcast('1.0.0', 't', bytes, null)).toBeNull();
	expect(encodeBroadcast('2.0.0', 't', bytes, null)).toEqual(
		Buffer.concat([Buffer.from([4, 1, 1, 0, 0]), Buffer.from('te'), Buffer.of(1)])
	);
	expect(encodeBroadcast('2.0.0', 't', { ...bytes, event }, null)).toBeNull();
});

test('what is nested too deep to be written again is not read', () => {
	const nested = (depth: number) => `${'{"a":'.repeat(depth)}"[{\\"[{"${'}'.repeat(depth)}`;
	const frame = (depth: number) => Buffer.from(`["1","2","t","e",${nested(depth)}]`);
	expect(decodeFrame(frame(100), false, '2.0.0')).toMatchObject({ topic: 't' });
	expect(decodeFrame(frame(20_000), false, '2.0.0')).toBeNull();
	const longText = Buffer.from(JSON.stringify(['1', '2', 't', 'e', { text: 'x'.repeat(3e6) }]));
	expect(decodeFrame(longText, false, '2.0.0')).toMatchObject({ topic: 't' });
});
