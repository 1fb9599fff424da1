import { expect, test } from 'vitest';
import { deedsFor, questionBefore } from './deed.ts';

const all = { mayManage: true, mayImpersonate: true, mayLeave: false };
const none = { mayManage: false, mayImpersonate: false, mayLeave: false };

test.each([
	['invitation', 'invited', all, ['resend', 'revoke']],
	['invitation', 'expired', all, ['resend', 'revoke']],
	['membership', 'active', all, ['deactivate']],
	['membership', 'active', { ...all, mayLeave: true }, ['leave']],
	['membership', 'active', { ...none, mayLeave: true }, ['leave']],
	['membership', 'inactive', all, ['reactivate']],
	['invitation', 'invited', none, []],
	['membership', 'active', none, []],
	['membership', 'inactive', none, []]
] as const)('an %s that is %s, with %o: %j', (kind, status, rights, deeds) =>
	expect(deedsFor({ kind, status }, rights)).toEqual(deeds)
);

test('what takes something away is asked before, what gives is done at once', () => {
	const user = { name: 'Ana', email: 'ana@x.example' };
	expect(questionBefore('revoke', user)?.description).toContain('ana@x.example');
	expect(questionBefore('deactivate', user)?.title).toContain('Ana');
	expect(questionBefore('leave', user)).not.toBeNull();
	expect(questionBefore('resend', user)).toBeNull();
	expect(questionBefore('reactivate', user)).toBeNull();
});
