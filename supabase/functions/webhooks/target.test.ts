import { expect, test, vi } from 'vitest';
import { findTarget } from './target.ts';

const names: Record<string, string[]> = {
	'hook.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
	'inner.example': ['10.0.0.7'],
	'both.example': ['93.184.215.14', '127.0.0.1'],
	'mapped.example': ['::ffff:169.254.169.254'],
	'self.example': ['127.0.0.1']
};
const resolve = async (name: string) => {
	if (!names[name]) throw new Error(`ENOTFOUND ${name}`);
	return names[name];
};
const find = (url: string, allowsLoopback = false) => findTarget(url, { allowsLoopback, resolve });

test('a public name is where it leads, to every address that it has', async () => {
	const { url, addresses } = await find('https://hook.example/a?b=c');
	expect(url.href).toBe('https://hook.example/a?b=c');
	expect(addresses).toEqual(names['hook.example']);
	expect((await find('https://hook.example:443/')).url.port).toBe('');
});

test.each([
	['dns_failed', 'https://nobody.example/'],
	['address_refused', 'https://inner.example/'],
	['address_refused', 'https://both.example/'],
	['address_refused', 'https://mapped.example/'],
	['address_refused', 'https://127.0.0.1/'],
	['address_refused', 'https://8.8.8.8/'],
	['address_refused', 'https://2130706433/'],
	['address_refused', 'https://017700000001/'],
	['address_refused', 'https://0x7f.1/'],
	['address_refused', 'https://0x7f000001/'],
	['address_refused', 'https://１２７.0.0.1/'],
	['address_refused', 'https://127.1/'],
	['address_refused', 'https://[::1]/'],
	['address_refused', 'https://[::ffff:127.0.0.1]/'],
	['address_refused', 'https://[64:ff9b::7f00:1]/'],
	['address_refused', 'https://[2606:4700::1111]/'],
	['url_refused', 'https://user@hook.example/'],
	['url_refused', 'https://user:password@hook.example/'],
	['url_refused', 'https://hook.example:8443/'],
	['url_refused', 'https://hook.example:80/'],
	['url_refused', 'http://hook.example/'],
	['url_refused', 'http://127.0.0.1:3000/'],
	['url_refused', 'ftp://hook.example/'],
	['url_refused', 'file:///etc/passwd'],
	['url_refused', 'gopher://hook.example/'],
	['url_refused', 'no address'],
	['url_refused', '']
])('%s: %s', async (problem, url) => {
	await expect(find(url)).rejects.toMatchObject({ problem });
});

test.each([
	['http://127.0.0.1:3000/hook', ['127.0.0.1']],
	['http://[::1]:3000/', ['::1']],
	['http://self.example/', ['127.0.0.1']]
])('where this machine may be told, %s is', async (url, addresses) => {
	expect(await find(url, true)).toMatchObject({ addresses });
});

test.each([
	['address_refused', 'http://hook.example/'],
	['address_refused', 'http://10.0.0.1/'],
	['address_refused', 'http://169.254.169.254/latest/meta-data'],
	['address_refused', 'http://both.example/'],
	['address_refused', 'https://127.0.0.1/'],
	['address_refused', 'https://inner.example/']
])('and nothing else that is not public: %s %s', async (problem, url) => {
	await expect(find(url, true)).rejects.toMatchObject({ problem });
});

test('a name is asked for once', async () => {
	const asked = vi.fn(resolve);
	await findTarget('https://hook.example/', { allowsLoopback: false, resolve: asked });
	expect(asked.mock.calls).toEqual([['hook.example']]);
});
