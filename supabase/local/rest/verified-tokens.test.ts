import { expect, test } from 'vitest';
import { JwtError, type Claims } from '../keys/jwt.ts';
import { rememberTokens } from './verified-tokens.ts';

function counting(claims: Claims) {
	const asked: string[] = [];
	const verify = async (token: string) => {
		asked.push(token);
		if (token.startsWith('bad')) throw new JwtError('bad_signature', 'no');
		return claims;
	};
	return { asked, verify };
}

test('a signature is looked at once, until the token has had its time', async () => {
	let seconds = 100;
	const { asked, verify } = counting({ sub: 'ana', exp: 200 });
	const remembering = rememberTokens(verify, { now: () => seconds * 1000 });
	expect(await remembering('a')).toEqual({ sub: 'ana', exp: 200 });
	expect(await remembering('a')).toEqual({ sub: 'ana', exp: 200 });
	expect(asked).toEqual(['a']);
	seconds = 200;
	await remembering('a');
	expect(asked).toEqual(['a', 'a']);
});

test('what was refused is refused again', async () => {
	const { asked, verify } = counting({});
	const remembering = rememberTokens(verify);
	await expect(remembering('bad')).rejects.toThrow(JwtError);
	await expect(remembering('bad')).rejects.toThrow(JwtError);
	expect(asked).toHaveLength(2);
});

test('the oldest is forgotten', async () => {
	const { asked, verify } = counting({});
	const remembering = rememberTokens(verify, { most: 2 });
	for (const token of ['a', 'b', 'c', 'b', 'a']) await remembering(token);
	expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
