import type { Account, Customer } from './book.ts';
import { today, type Desk } from './desk.ts';
import { textField } from './fields.ts';
import { invalid, notFound } from './provider-error.ts';

type Given = Record<string, unknown>;

export function createCustomer(desk: Desk, account: Account, given: Given): Customer {
	const customer: Customer = {
		id: desk.ids.customer(),
		accountId: account.id,
		dateCreated: today(desk),
		deleted: false,
		...fieldsOf(given)
	};
	desk.book.customers.push(customer);
	return customer;
}

export function updateCustomer(customer: Customer, given: Given): void {
	Object.assign(customer, fieldsOf({ ...customer, ...given }));
}

/** @throws ProviderError 404 also for a customer of somebody else */
export function customerById({ book }: Desk, account: Account, id: string): Customer {
	const customer = book.customers.find((one) => one.id === id && one.accountId === account.id);
	if (!customer) throw notFound('O cliente');
	return customer;
}

export function customerJson(customer: Customer): Record<string, unknown> {
	const { accountId: _, ...shown } = customer;
	return {
		object: 'customer',
		...shown,
		personType: customer.cpfCnpj.length > 11 ? 'JURIDICA' : 'FISICA'
	};
}

function fieldsOf(given: Given) {
	const name = textField(given.name, 'name', 200);
	if (!name) throw invalid('name', 'O campo name deve ser informado.');
	const cpfCnpj = String(given.cpfCnpj ?? '').replace(/[.\-/\s]/g, '');
	if (!/^(\d{11}|[0-9A-Z]{12}\d{2})$/.test(cpfCnpj))
		throw invalid('cpfCnpj', 'O CPF/CNPJ informado é inválido.');
	return {
		name,
		cpfCnpj,
		email: textField(given.email, 'email', 200),
		mobilePhone: textField(given.mobilePhone, 'mobilePhone', 30),
		externalReference: textField(given.externalReference, 'externalReference', 100),
		notificationDisabled: given.notificationDisabled === true
	};
}
