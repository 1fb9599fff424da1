import { generateCnpj, generateCpf } from '@brazilian-utils/brazilian-utils';
import { nightsBehind } from './nights.ts';

export interface DemoClient {
	client: Record<string, string>;
	planIndex: number;
	intervalMonths: 1 | 3 | 12;
	/** How many days ago it was onboarded. */
	daysAgo: number;
	/** Days from the invoice's issue to its due date. */
	dueIn: number;
	/** How many of its invoices it pays on the day; after that it is late. */
	pays: number;
}

const companies = [
	'Padaria São Jorge',
	'Mercado Boa Vista',
	'Auto Elétrica Lima',
	'Clínica Vida Plena',
	'Escola Pequeno Príncipe',
	'Farmácia Santa Rita',
	'Contábil Andrade',
	'Pousada Recanto Azul',
	'Restaurante Dona Flor',
	'Academia Corpo em Forma',
	'Pet Shop Amigo Fiel',
	'Oficina do Japa',
	'Livraria Entrelinhas',
	'Ótica Visão Clara',
	'Construtora Horizonte',
	'Gráfica Impressul',
	'Hotel Estação Central',
	'Advocacia Prado & Melo',
	'Transportes Ligeirinho',
	'Floricultura Bem-me-quer'
];
const branches = ['', ' Cambuí', ' Taquaral'];
const givenNames = [
	'Mariana',
	'João',
	'Beatriz',
	'Rafael',
	'Luísa',
	'Thiago',
	'Camila',
	'Otávio',
	'Juliana',
	'Caetano',
	'Sônia',
	'Élcio'
];
const familyNames = [
	'Almeida',
	'Barbosa',
	'Conceição',
	'Duarte',
	'Esteves',
	'Figueiredo',
	'Gonçalves',
	'Ishikawa',
	'Macedo'
];

/** A believable book of clients, oldest first: always the same but for the document numbers, which are drawn. */
export function demoClients(slug: string, count: number, plans: number): DemoClient[] {
	return Array.from({ length: count }, (_, index) => {
		const isCompany = index % 3 !== 1;
		const daysAgo = Math.floor(((count - index) * nightsBehind) / count);
		return {
			client: isCompany ? company(slug, index) : individual(slug, index),
			planIndex: (index * 7) % (plans - (plans > 2 ? 1 : 0)),
			intervalMonths: index % 11 === 5 ? 12 : index % 6 === 4 ? 3 : 1,
			daysAgo,
			dueIn: 3 + (index % 12),
			pays: index % 5 === 3 ? (index % 2 === 0 ? 1 : 0) : Infinity
		};
	});
}

function company(slug: string, index: number): Record<string, string> {
	const name =
		companies[index % companies.length] +
		branches[Math.floor(index / companies.length) % branches.length]!;
	return {
		person_type: 'company',
		name: `${name} Ltda.`,
		trade_name: name,
		document: generateCnpj(),
		...reachable(slug, index),
		contact_name: `${givenNames[index % givenNames.length]} ${familyNames[index % familyNames.length]}`,
		...address(index)
	};
}

function individual(slug: string, index: number): Record<string, string> {
	return {
		person_type: 'individual',
		name: `${givenNames[index % givenNames.length]} ${familyNames[(index * 5) % familyNames.length]}`,
		document: generateCpf(),
		...reachable(slug, index),
		...address(index)
	};
}

function reachable(slug: string, index: number): Record<string, string> {
	// One in four can be written to: enough to fill the inbox without drowning it.
	return {
		phone: `+55199${String(81000000 + index * 7919).slice(0, 8)}`,
		...(index % 4 === 0 && { email: `financeiro${index + 1}@${slug}-cliente.example` })
	};
}

function address(index: number): Record<string, string> {
	return {
		postal_code: String(13010000 + index * 13),
		street: ['Rua das Acácias', 'Avenida Brasil', 'Rua XV de Novembro', 'Travessa do Comércio'][
			index % 4
		]!,
		street_number: String(12 + index * 7),
		district: ['Centro', 'Cambuí', 'Vila Nova'][index % 3]!,
		city: 'Campinas',
		state: 'SP'
	};
}
