import { expect, test } from 'vitest';
import type { ClientRecord } from './client-record.ts';
import { recordGroups } from './record-groups.ts';

const empty: ClientRecord = {
	...{ id: 'c', number: 7, personType: 'company', name: 'Sabiá Ltda.', tradeName: null },
	...{ document: null, identityDocument: null, municipalRegistration: null, bornOrOpenedOn: null },
	...{ email: null, phoneHint: null, contactName: null, contactRole: null, sector: null },
	...{ companySize: null, postalCode: null, street: null, streetNumber: null, complement: null },
	...{ district: null, city: null, state: null, notes: null, locale: 'pt-BR', payer: 'client' },
	...{ collection: 'informal', dueDay: null, discountCents: null, surchargeCents: null },
	...{ pendingDays: null, blockDays: null, monthlyCents: null, contractTotalCents: null },
	...{ instalments: null, createdAt: '2026-11-22T12:00:00Z', updatedAt: '2026-11-22T12:00:00Z' }
};

function valuesOf(changes: Partial<ClientRecord>): Record<string, string | null> {
	const items = recordGroups({ ...empty, ...changes }, 'pt-BR').flatMap((group) => group.items);
	return Object.fromEntries(items.map(({ label, value }) => [label, value]));
}

test('a person and a company have the words of their kind', () => {
	expect(valuesOf({ document: '12ABC34501DE35' })).toMatchObject({
		'Razão social': 'Sabiá Ltda.',
		CNPJ: '12.ABC.345/01DE-35'
	});
	expect(valuesOf({ personType: 'individual', document: '11144477735' })).toMatchObject({
		'Nome completo': 'Sabiá Ltda.',
		CPF: '111.444.777-35'
	});
});

test('what was not given is empty, and where the account decides it says so', () => {
	const values = valuesOf({});
	expect(values.Desconto).toBeNull();
	expect(values['Dias para bloqueio']).toBe('Padrão da conta');
});

test('nothing is something: no discount is not a discount of zero', () => {
	const values = valuesOf({ discountCents: 0, pendingDays: 0, instalments: 1, dueDay: 31 });
	expect(values.Desconto).toMatch(/R\$\s0,00 por mês/);
	expect(values['Dias para pendência']).toContain('0 dia');
	expect(values['Forma de pagamento']).toBe('À vista');
	expect(values['Dia de vencimento']).toBe('Dia 31');
});
