import { expect, test } from 'vitest';
import { headLimit, readAnswer } from './answer.ts';

async function* each(...pieces: string[]) {
	for (const piece of pieces) yield Buffer.from(piece, 'latin1');
}

async function read(chunks: AsyncIterable<Uint8Array>) {
	const { status, headers, body } = await readAnswer(chunks);
	const parts: Uint8Array[] = [];
	for await (const part of body) parts.push(part);
	return {
		status,
		headers: Object.fromEntries(headers),
		body: Buffer.concat(parts).toString('latin1')
	};
}

const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

test.each([
	['by its length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 200, 'ok'],
	[
		'with more than its length',
		'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1',
		200,
		'ok'
	],
	['of no length', 'HTTP/1.1 200 OK\r\nCONTENT-LENGTH: 0\r\n\r\nmore', 200, ''],
	['of one length, said twice', 'HTTP/1.1 200 \r\nContent-Length: 2, 2\r\n\r\nok', 200, 'ok'],
	['until the end', 'HTTP/1.0 500 Oh no: not again\r\n\r\nall of it\r\n', 500, 'all of it\r\n'],
	['without a reason', 'HTTP/1.1 404\r\ncontent-length: 0\r\n\r\n', 404, ''],
	['with a reason in Latin 1', 'HTTP/1.1 200 Tá\r\ncontent-length: 0\r\n\r\n', 200, ''],
	['in chunks', `${chunkedHead}2\r\nok\r\n3\r\n, b\r\n0\r\n\r\nmore`, 200, 'ok, b'],
	[
		'with extensions',
		`${chunkedHead}a;x="y;z"\r\n0123456789\r\n0 ;last\r\n\r\n`,
		200,
		'0123456789'
	],
	['with trailers', `${chunkedHead}0A\r\n0123456789\r\n000\r\nx: y\r\n\r\n`, 200, '0123456789'],
	['in chunks that hold line ends', `${chunkedHead}4\r\n\r\n\r\n\r\n0\r\n\r\n`, 200, '\r\n\r\n'],
	[
		'in chunks, whatever its length',
		'HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: gzip, Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
		200,
		'a'
	],
	['coded, until the end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nzip', 200, 'zip'],
	['after 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\nnew', 201, 'new'],
	[
		'after 102 and 103 with headers',
		'HTTP/1.1 102 .\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
		200,
		''
	],
	['with none by its status', 'HTTP/1.1 204 No Content\r\n\r\nmore', 204, ''],
	['with none by its status', 'HTTP/1.1 304 .\r\ncontent-length: 5\r\n\r\n', 304, ''],
	['with NUL', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na\0b', 200, 'a\0b'],
	['with bare line feeds', 'HTTP/1.1 200 OK\ncontent-length: 2\n\nok', 200, 'ok'],
	['of a status nobody knows', 'HTTP/1.1 999 Denied\r\n\r\n', 999, '']
])('a body %s, at once and byte by byte', async (_, text, status, body) => {
	expect(await read(each(text))).toMatchObject({ status, body });
	expect(await read(each(...text))).toMatchObject({ status, body });
	expect(await read(each('', ...text.split(/(?=\n)/), ''))).toMatchObject({ status, body });
});

test('headers are known by their names in lower case, each value as it came', async () => {
	const text =
		'HTTP/1.1 200 OK\r\nLOCATION:https://a.example/\r\nX-One:\t 1 \t\r\nx-one: 2\r\nempty:\r\nname: S\xe3o\r\n\r\n';
	expect((await read(each(...text))).headers).toEqual({
		location: ['https://a.example/'],
		'x-one': ['1', '2'],
		empty: [''],
		name: ['S\xe3o']
	});
});

test.each([
	['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
	['nothing', '\r\n\r\n'],
	['HTTP/2', 'HTTP/2 200\r\n\r\n'],
	['HTTP/0.9', '<html>\n'],
	['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
	['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
	['a status of nothing', 'HTTP/1.1 000 OK\r\n\r\n'],
	['a sign', 'HTTP/1.1 -20 OK\r\n\r\n'],
	['another protocol to go on with', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
	['a folded header', 'HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n'],
	['a folded first header', 'HTTP/1.1 200 OK\r\n a: b\r\n\r\n'],
	['a header without a colon', 'HTTP/1.1 200 OK\r\nab\r\n\r\n'],
	['a header without a name', 'HTTP/1.1 200 OK\r\n: b\r\n\r\n'],
	['a space before the colon', 'HTTP/1.1 200 OK\r\na : b\r\n\r\n'],
	['NUL in a header', 'HTTP/1.1 200 OK\r\na: b\0\r\n\r\n'],
	['a lone CR in a header', 'HTTP/1.1 200 OK\r\na: b\rc: d\r\n\r\n'],
	['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
	['two lengths in one', 'HTTP/1.1 200 OK\r\ncontent-length: 1, 2\r\n\r\nab'],
	['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nab'],
	['an empty length', 'HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nab'],
	['a length in hexadecimal', 'HTTP/1.1 200 OK\r\ncontent-length: 0x2\r\n\r\nab'],
	['a negative chunk', `${chunkedHead}-1\r\na\r\n`],
	['an empty chunk size', `${chunkedHead}\r\na\r\n`],
	['a chunk size that is none', `${chunkedHead}2g\r\nab\r\n`],
	['a chunk size with a prefix', `${chunkedHead}0x2\r\nab\r\n`],
	['a chunk size without end', `${chunkedHead}${'F'.repeat(17)}\r\nab\r\n`],
	['a chunk that is longer than it says', `${chunkedHead}2\r\nabc\r\n0\r\n\r\n`],
	['an extension without end', `${chunkedHead}2;${'x'.repeat(headLimit)}`],
	['a header too long', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(headLimit)}\r\n\r\n`],
	['a status line without end', `HTTP/1.1 200 ${'b'.repeat(headLimit)}`]
])('%s is no answer', async (_, text) => {
	await expect(read(each(text))).rejects.toMatchObject({ problem: 'answer_invalid' });
	await expect(read(each(...text))).rejects.toMatchObject({ problem: 'answer_invalid' });
});

test.each([
	['before it begins', ''],
	['in the status line', 'HTTP/1.1 200'],
	['in the headers', 'HTTP/1.1 200 OK\r\na: b\r\n'],
	['after an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
	['in its body', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab'],
	['in a chunk', `${chunkedHead}3\r\nab`],
	['in a chunk of a terabyte', `${chunkedHead}FFFFFFFFFF\r\nab`],
	['between chunks', `${chunkedHead}2\r\nab\r\n`]
])('one that is cut off %s is not whole', async (_, text) => {
	await expect(read(each(text))).rejects.toMatchObject({ problem: 'connection_failed' });
});

async function* endlessly(first: string, next: string) {
	yield Buffer.from(first);
	for (;;) yield Buffer.from(next);
}

test.each([
	['headers', 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'],
	['interim answers', '', 'HTTP/1.1 100 Continue\r\n\r\n'],
	['one line', '', 'H']
])('endless %s end somewhere', async (_, first, next) => {
	await expect(read(endlessly(first, next))).rejects.toMatchObject({ problem: 'answer_invalid' });
});

test.each([
	['until the end', 'HTTP/1.1 200 OK\r\n\r\n', 'abc'],
	['in chunks', chunkedHead, '3\r\nabc\r\n'],
	['in one chunk', `${chunkedHead}FFFFFFFFFFFFFFFF\r\n`, 'abc'],
	['by its length', `HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(400)}\r\n\r\n`, 'abc']
])('an endless body %s is read as far as it is asked for', async (_, first, next) => {
	const { status, body } = await readAnswer(endlessly(first, next));
	let text = '';
	for await (const part of body) {
		text += Buffer.from(part).toString();
		if (text.length >= 6000) break;
	}
	expect(status).toBe(200);
	expect(text).toMatch(/^(abc){2000}$/);
});
