import { expect, test } from 'vitest';
import { rightsOver, rolesToGive, sortUsers, type UserSummary } from './user.ts';

const user: UserSummary = {
	id: 'm1',
	clientId: null,
	kind: 'membership',
	personId: 'p1',
	name: 'Ana',
	email: 'ana@x.example',
	role: 'support',
	level: null,
	seesPhones: true,
	status: 'active',
	lastUsedAt: null,
	createdAt: '2026-11-22T10:00:00+00:00',
	sentAt: null,
	expiresAt: null
};
const clientUser: UserSummary = { ...user, id: 'm2', clientId: 'c1', role: null, level: 6 };
const matrix = {
	owner: ['team.manage', 'owners.manage', 'users.manage', 'users.impersonate'],
	admin: ['team.manage', 'users.manage', 'users.impersonate'],
	support: ['users.manage', 'users.impersonate'],
	finance: [],
	viewer: []
};
const as = (role: keyof typeof matrix, membership_id = 'me') => ({
	membership_id,
	permissions: matrix[role]
});

test('who has access stands first, by name in the order of the language', () => {
	const names = sortUsers(
		[
			{ ...user, name: 'Zoé', status: 'inactive' },
			{ ...user, name: 'Érica' },
			{ ...user, name: 'Zilda' },
			{ ...user, name: 'Davi' },
			{ ...user, name: 'Bia', status: 'expired' },
			{ ...user, name: 'Caio', status: 'invited' }
		],
		'pt-BR'
	).map(({ name }) => name);
	expect(names).toEqual(['Davi', 'Érica', 'Zilda', 'Caio', 'Bia', 'Zoé']);
});

test.each([
	['owner', 'owner', true],
	['owner', 'viewer', true],
	['admin', 'owner', false],
	['admin', 'admin', true],
	['support', 'viewer', false],
	['finance', 'viewer', false],
	['viewer', 'viewer', false]
] as const)('%s manages %s of the team: %s', (actor, role, mayManage) =>
	expect(rightsOver({ ...user, role }, as(actor)).mayManage).toBe(mayManage)
);

test.each([
	['owner', true],
	['admin', true],
	['support', true],
	['finance', false],
	['viewer', false]
] as const)('%s manages and impersonates users of clients: %s', (actor, may) =>
	expect(rightsOver(clientUser, as(actor))).toEqual({
		mayManage: may,
		mayImpersonate: may,
		mayLeave: false
	})
);

test.each([
	['an invitation', { kind: 'invitation', status: 'invited' }],
	['who is deactivated', { status: 'inactive' }],
	['a colleague', { clientId: null }]
] as const)('nobody enters in the place of %s', (_who, changes) =>
	expect(rightsOver({ ...clientUser, ...changes }, as('owner')).mayImpersonate).toBe(false)
);

test('leaving is for oneself, whatever the role', () => {
	expect(rightsOver(user, as('viewer', 'm1')).mayLeave).toBe(true);
	expect(rightsOver(user, as('owner', 'm9')).mayLeave).toBe(false);
});

test('only owners make owners', () => {
	expect(rolesToGive(matrix.owner)).toContain('owner');
	expect(rolesToGive(matrix.admin)).toEqual(['admin', 'finance', 'support', 'viewer']);
});
