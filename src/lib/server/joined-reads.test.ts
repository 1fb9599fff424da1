import { expect, test } from 'vitest';
import { joinReads } from './joined-reads.ts';

const api = 'http://platform.test/rest/v1/rpc/';

function platform(answer: (name: string, body: unknown) => Response) {
	const asked: { name: string; body: unknown; headers: Headers }[] = [];
	const ask = joinReads(async (input, init) => {
		const name = (input as string).slice(api.length);
		const body: unknown = JSON.parse(init!.body as string);
		asked.push({ name, body, headers: new Headers(init!.headers) });
		return answer(name, body);
	});
	const call = (name: string, args: object = {}, headers = {}) =>
		ask(api + name, { method: 'POST', body: JSON.stringify(args), headers });
	return { asked, call };
}

const json = async (response: Promise<Response>): Promise<unknown> => (await response).json();

test('questions of one turn travel together, and each gets its own answer', async () => {
	const { asked, call } = platform(() => new Response('\x1e{"id":1}\n\x1e[]\n\x1enull\n'));
	const headers = { authorization: 'Bearer of Ana' };
	const answers = await Promise.all([
		json(call('current_account', {}, headers)),
		json(call('my_accounts', {}, headers)),
		json(call('current_account', {}, headers)),
		json(call('list_clients', { filter: { q: 'ana' } }, headers))
	]);
	expect(answers).toEqual([{ id: 1 }, [], { id: 1 }, null]);
	expect(asked).toHaveLength(1);
	expect(asked[0]).toMatchObject({
		name: 'read_together',
		body: {
			questions: [
				{ name: 'current_account', args: {} },
				{ name: 'my_accounts', args: {} },
				{ name: 'list_clients', args: { filter: { q: 'ana' } } }
			]
		}
	});
	expect(asked[0]!.headers.get('authorization')).toBe('Bearer of Ana');
	expect(asked[0]!.headers.get('accept')).toBe('application/json-seq');
});

test('one question alone, what writes, and what wants another form of answer go as they are', async () => {
	const { asked, call } = platform(() => new Response('{}'));
	await call('my_accounts');
	await Promise.all([
		call('create_client'),
		call('create_client'),
		call('current_account', {}, { accept: 'application/vnd.pgrst.object+json' }),
		call('client_standing')
	]);
	expect(asked.map(({ name }) => name).sort()).toEqual([
		'client_standing',
		'create_client',
		'create_client',
		'current_account',
		'my_accounts'
	]);
});

test('a refusal meets only who caused it', async () => {
	const { asked, call } = platform((name) =>
		name === 'read_together' || name === 'client_totals'
			? new Response('{"message":"not_permitted"}', { status: 403 })
			: new Response('[]')
	);
	const [accounts, totals] = await Promise.all([call('my_accounts'), call('client_totals')]);
	expect([accounts.status, totals.status]).toEqual([200, 403]);
	expect(asked.map(({ name }) => name)).toEqual(['read_together', 'my_accounts', 'client_totals']);
});

test('a platform that does not answer fails each of them once', async () => {
	const { asked, call } = platform(() => {
		throw new TypeError('fetch failed');
	});
	const outcomes = await Promise.allSettled([call('my_accounts'), call('client_totals')]);
	expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(asked).toHaveLength(1);
});
