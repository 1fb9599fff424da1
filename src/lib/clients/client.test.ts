import { expect, test } from 'vitest';
import {
	addressLines,
	clientBadges,
	clientSubtitle,
	clientTitle,
	type ClientBadge,
	type ClientStatus
} from './client.ts';

test.each<[ClientStatus, boolean, boolean, ClientBadge[]]>([
	['active', false, false, ['active']],
	['active', false, true, ['active', 'delinquent']],
	['inactive', false, false, ['inactive']],
	['inactive', true, true, ['suspended', 'delinquent']],
	['archived', true, true, ['archived']]
])('%s, suspended %s, delinquent %s shows %j', (status, isSuspended, isDelinquent, badges) => {
	expect(clientBadges({ status, isSuspended, isDelinquent })).toEqual(badges);
});

test.each([
	['Padaria Pão Quente Ltda', 'Pão Quente', 'Pão Quente', 'Padaria Pão Quente Ltda'],
	['Ana Souza', null, 'Ana Souza', null],
	['Ana Souza', 'Ana Souza', 'Ana Souza', null]
])('%s known as %s is titled %s', (name, tradeName, title, subtitle) => {
	expect(clientTitle({ name, tradeName })).toBe(title);
	expect(clientSubtitle({ name, tradeName })).toBe(subtitle);
});

test('an address leaves out what is not known', () => {
	const nothing = {
		street: null,
		streetNumber: null,
		complement: null,
		district: null,
		city: null,
		state: null
	};
	expect(addressLines(nothing)).toEqual([]);
	expect(addressLines({ ...nothing, city: 'Recife', state: 'PE' })).toEqual(['Recife – PE']);
	expect(
		addressLines({
			street: 'Av. Paulista',
			streetNumber: '1000',
			complement: 'sala 4',
			district: 'Bela Vista',
			city: 'São Paulo',
			state: 'SP'
		})
	).toEqual(['Av. Paulista, 1000, sala 4', 'Bela Vista', 'São Paulo – SP']);
});
