import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
	startGatewaySimulator,
	type GatewaySimulator
} from '../../local/gateway-simulator/simulator.ts';
import { startFakeRest, type FakeRest } from '../_shared/testing/fake-rest.ts';
import { runFunction, type RunningFunction } from '../_shared/testing/run-function.ts';
import type { Command, WantedCharge } from './command.ts';

let simulator: GatewaySimulator;
let rest: FakeRest;
let fn: RunningFunction;
let queue: Command[];

beforeEach(async () => {
	simulator = await startGatewaySimulator({ port: 0, log: () => {} });
	queue = [];
	let waiting = 2;
	rest = await startFakeRest({
		process_gateway_events: () => (waiting > 0 ? waiting-- && 1 : 0),
		take_gateway_command: () => queue.shift() ?? null,
		finish_gateway_command: () => true,
		report_gateway_charges: () => ({ healed: 0 })
	});
	fn = await runFunction('gateway', {
		SUPABASE_URL: rest.url,
		SUPABASE_SECRET_KEYS: JSON.stringify({ default: rest.secretKey })
	});
});

afterEach(async () => {
	await fn.kill();
	await rest.stop();
	await simulator.close();
});

const wanted = (more: Partial<WantedCharge> = {}): WantedCharge => ({
	version: 1,
	charge_id: randomUUID(),
	provider_charge_id: null,
	is_wanted: true,
	amount_cents: 5000,
	due_on: '2099-12-05',
	method: 'pix',
	fine_bps: 200,
	interest_bps: 100,
	invoice_number: 12,
	refund_cents: 0,
	customer: {
		known_id: null,
		reference: 'client',
		name: 'Ana',
		document: '52998224725',
		email: null
	},
	...more
});

function command(name: Command['name'], data: unknown, api_key = '$aact_sim_worker'): Command {
	return {
		id: randomUUID(),
		lease: randomUUID(),
		attempts: 1,
		name,
		account_id: randomUUID(),
		account: { provider: 'simulator', environment: 'production', base_url: simulator.url, api_key },
		data
	};
}

const wake = async () =>
	(await fetch(fn.url, { method: 'POST', headers: { apikey: rest.secretKey } })).json();
const reports = () =>
	rest.calls.filter(({ name }) => name === 'finish_gateway_command').map(({ given }) => given);
const charges = () => (simulator.admin('GET', '/state') as { charges: object[] }).charges;

test('processes events first, then carries out commands, and reports what it learned', async () => {
	const first = wanted();
	queue.push(
		command('create_charge', first),
		command('connect', {
			webhook_url: 'http://127.0.0.1:9/',
			webhook_token: 'one',
			email: 'a@b.example'
		})
	);
	expect(await wake()).toEqual({ events: 2, done: 2, retried: 0, parked: 0 });
	expect(charges()).toMatchObject([{ externalReference: first.charge_id, value: 50 }]);
	expect(reports()).toContainEqual(
		expect.objectContaining({
			outcome: 'sent',
			error: null,
			result: expect.objectContaining({
				version: 1,
				amount_cents: 5000,
				pix_code: expect.stringMatching(/^000201/),
				customer_id: expect.stringMatching(/^cus_/),
				facts: [expect.objectContaining({ reference: first.charge_id, state: 'open' })]
			})
		})
	);
});

test('the same command again makes nothing again, and finds what an earlier try made', async () => {
	const once = wanted();
	queue.push(command('create_charge', once));
	await wake();
	queue.push(command('create_charge', once));
	await wake();
	expect(charges()).toHaveLength(1);
	expect(reports()[1]).toMatchObject({ outcome: 'sent', result: { version: 1 } });
	queue.push(command('cancel_charge', { ...once, is_wanted: false, version: 2 }));
	await wake();
	expect(charges()).toMatchObject([{ deleted: true }]);
	expect(reports()[2]).toMatchObject({ result: { version: 2, facts: [{ deleted: true }] } });
});

test('what the provider refuses is parked, an outage and a wrong key are tried again, none holds up another', async () => {
	const wrong = wanted();
	wrong.customer.document = '';
	queue.push(
		command('create_charge', wrong),
		command('create_charge', wanted(), 'a key of another world'),
		command('create_charge', wanted())
	);
	expect(await wake()).toEqual({ events: 2, done: 1, retried: 1, parked: 1 });
	const outcomes = reports().map(({ outcome, error }) => [outcome, String(error).split(':')[0]]);
	expect(outcomes.toSorted()).toEqual([
		['park', 'invalid_cpfCnpj'],
		['retry', 'invalid_access_token'],
		['sent', 'null']
	]);
	simulator.admin('POST', '/faults', { outage: 'errors' });
	queue.push(command('create_charge', wanted()));
	expect(await wake()).toMatchObject({ retried: 1 });
});

test('reconciling reports what is paid, what was made, what is asked for by name and what is missing', async () => {
	const [paid, open] = [wanted(), wanted()];
	queue.push(command('create_charge', paid), command('create_charge', open));
	await wake();
	const ids = (charges() as { id: string }[]).map(({ id }) => id);
	simulator.admin('POST', `/charges/${ids[0]}/pay`);
	queue.push(command('reconcile', { since_on: '2020-01-01', charges: [...ids, 'pay_of_nobody'] }));
	expect(await wake()).toMatchObject({ done: 1 });
	const told = rest.calls.filter(({ name }) => name === 'report_gateway_charges');
	const facts = told.flatMap(({ given }) => given.facts as { charge: string; state: string }[]);
	expect(facts.map(({ charge, state }) => [charge, state]).toSorted()).toEqual(
		[
			[ids[0], 'received'],
			[ids[1], 'open']
		].toSorted()
	);
	expect(told.flatMap(({ given }) => given.missing)).toEqual(['pay_of_nobody']);
});

test('works only for who holds the secret key', async () => {
	expect((await fetch(fn.url, { method: 'POST' })).status).toBe(401);
	expect((await fetch(fn.url, { method: 'POST', headers: { apikey: 'another' } })).status).toBe(
		401
	);
	expect((await fetch(fn.url, { headers: { apikey: rest.secretKey } })).status).toBe(405);
	expect((await fetch(`${fn.url}/health`)).status).toBe(200);
	expect((await fetch(`${fn.url}/health`, { method: 'POST' })).status).toBe(405);
	expect(rest.calls).toEqual([]);
});
