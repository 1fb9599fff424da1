import type { Cookies } from '@sveltejs/kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askedCode, forgetAskedCode, rememberAskedCode } from './asked-code.server.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-22T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

/** What the browser keeps and sends back. */
function jar(kept = new Map<string, string>()) {
	return {
		get: (name: string) => kept.get(name),
		set: (name: string, value: string) => void kept.set(name, value),
		delete: (name: string) => void kept.delete(name)
	} as unknown as Cookies;
}

test('remembers for whom, and counts the waiting time down', () => {
	const cookies = jar();
	rememberAskedCode(cookies, 'sign_in', 'ana@veloz.example');
	expect(askedCode(cookies, 'sign_in')).toEqual({
		identifier: 'ana@veloz.example',
		waitSeconds: 60
	});
	vi.advanceTimersByTime(45_500);
	expect(askedCode(cookies, 'sign_in')?.waitSeconds).toBe(15);
	vi.advanceTimersByTime(60_000);
	expect(askedCode(cookies, 'sign_in')?.waitSeconds).toBe(0);
});

test('a code for a new password is another one than that for signing in', () => {
	const cookies = jar();
	rememberAskedCode(cookies, 'recovery', '529.982.247-25');
	expect(askedCode(cookies, 'sign_in')).toBeNull();
	expect(askedCode(cookies, 'recovery')?.identifier).toBe('529.982.247-25');
	forgetAskedCode(cookies, 'recovery');
	expect(askedCode(cookies, 'recovery')).toBeNull();
});

test.each(['', 'ana@veloz.example', 'soon ana@veloz.example', '123'])(
	'“%s” in the cookie is nobody',
	(value) => expect(askedCode(jar(new Map([['balcao_code_for', value]])), 'sign_in')).toBeNull()
);
