import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lookUpPostalCode } from './look-up.ts';
import { brasilApi, viaCep } from './sources.ts';

const paulista = {
	street: 'Avenida Paulista',
	district: 'Bela Vista',
	city: 'São Paulo',
	state: 'SP'
};
const viaAnswer = {
	cep: '01310-100',
	logradouro: 'Avenida Paulista',
	complemento: 'de 612 a 1510 - lado par',
	bairro: 'Bela Vista',
	localidade: 'São Paulo',
	uf: 'SP'
};
const brasilAnswer = {
	cep: '01310100',
	state: 'SP',
	city: 'São Paulo',
	neighborhood: 'Bela Vista',
	street: 'Avenida Paulista',
	service: 'x'
};

let server: Server;
let base: string;
let asked: string[];
let answers: Record<string, { status?: number; body: string }>;

beforeAll(async () => {
	server = createServer((request, response) => {
		asked.push(request.url ?? '');
		const { status = 200, body } = answers[request.url ?? ''] ?? { status: 404, body: '{}' };
		response.writeHead(status, { 'content-type': 'application/json' }).end(body);
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
	asked = [];
	answers = {};
});
afterAll(() => void server.close());

const via = '/ws/01310100/json/';
const brasil = '/api/cep/v1/01310100';
const lookUp = () =>
	lookUpPostalCode('01310100', { fetch, sources: [viaCep(base), brasilApi(base)] });

test('the first that knows is enough', async () => {
	answers = { [via]: { body: JSON.stringify(viaAnswer) } };
	expect(await lookUp()).toEqual(paulista);
	expect(asked).toEqual([via]);
});

test.each([
	['does not know it', 200, '{"erro": "true"}'],
	['is broken', 500, 'oops'],
	['says no JSON', 200, '<html>'],
	['says a list', 200, '[1]'],
	['knows no town', 200, JSON.stringify({ ...viaAnswer, localidade: '' })],
	['knows another country', 200, JSON.stringify({ ...viaAnswer, uf: 'XX' })],
	['says types of its own', 200, JSON.stringify({ ...viaAnswer, localidade: { x: 1 } })],
	['says far too much', 200, JSON.stringify({ ...viaAnswer, filler: 'x'.repeat(30_000) })]
])('the second is asked when the first %s', async (_, status, body) => {
	answers = { [via]: { status, body }, [brasil]: { body: JSON.stringify(brasilAnswer) } };
	expect(await lookUp()).toEqual(paulista);
	expect(asked).toEqual([via, brasil]);
});

test('nobody knows', async () => {
	expect(await lookUp()).toBeNull();
	expect(asked).toEqual([via, brasil]);
});

test('off-line, and switched off', async () => {
	const nowhere = viaCep('http://127.0.0.1:1');
	expect(await lookUpPostalCode('01310100', { fetch, sources: [nowhere] })).toBeNull();
	expect(await lookUpPostalCode('01310100', { fetch, sources: [] })).toBeNull();
});

test.each([
	['HTML', '<b>Rua</b>'],
	['a right-to-left mark', 'Rua \u202e1'],
	['a control character', 'Rua\u0007'],
	['a number', 5],
	['a name beyond all measure', 'x'.repeat(201)]
])('%s is no street, the town still counts', async (_, logradouro) => {
	answers = { [via]: { body: JSON.stringify({ ...viaAnswer, logradouro }) } };
	expect(await lookUp()).toEqual({ ...paulista, street: '' });
});

test('who no longer waits asks nobody further', async () => {
	const left = new AbortController();
	const fetchOnce: typeof fetch = (...given) => {
		left.abort();
		return fetch(...given);
	};
	const sources = [viaCep(base), brasilApi(base)];
	expect(
		await lookUpPostalCode('01310100', { fetch: fetchOnce, sources, signal: left.signal })
	).toBeNull();
	expect(asked.length).toBeLessThan(2);
});
