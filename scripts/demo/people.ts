/** Everybody's password in the demo. */
export const demoPassword = 'balcao-demo';

export interface DemoPerson {
	email: string;
	name: string;
	/** Still has to pass the e-mailed code of the first sign-in. */
	isNew?: boolean;
	roles: { reseller: string; role: 'owner' | 'admin' | 'finance' | 'support' | 'viewer' }[];
	/** Clients, by their number, that the person is a user of. */
	clients?: { reseller: string; number: number; level: number; seesPhones?: boolean }[];
}

export const demoPeople: DemoPerson[] = [
	{
		email: 'ana@veloz.example',
		name: 'Ana Ribeiro',
		roles: [
			{ reseller: 'veloz', role: 'owner' },
			{ reseller: 'norte', role: 'viewer' }
		]
	},
	{
		email: 'bruno@veloz.example',
		name: 'Bruno Teixeira',
		roles: [{ reseller: 'veloz', role: 'finance' }]
	},
	{
		email: 'davi@veloz.example',
		name: 'Davi Nogueira',
		isNew: true,
		roles: [{ reseller: 'veloz', role: 'support' }]
	},
	{
		email: 'carla@norte.example',
		name: 'Carla Sampaio',
		roles: [{ reseller: 'norte', role: 'owner' }]
	},
	{
		email: 'paula@clientes.example',
		name: 'Paula Menezes',
		roles: [],
		clients: [
			{ reseller: 'veloz', number: 1, level: 6 },
			{ reseller: 'veloz', number: 4, level: 3 },
			{ reseller: 'norte', number: 1, level: 6 }
		]
	},
	{
		email: 'igor@clientes.example',
		name: 'Igor Prates',
		roles: [],
		clients: [{ reseller: 'veloz', number: 1, level: 2, seesPhones: false }]
	}
];

/** Whom the owner has invited and who has not answered yet: into the team, or to be a user of a client. */
export const demoInvitations = [
	{ reseller: 'veloz', name: 'Elisa Tavares', email: 'elisa@veloz.example', role: 'viewer' },
	{
		reseller: 'veloz',
		clientNumber: 1,
		name: 'Lívia Prado',
		email: 'livia@clientes.example',
		level: 4
	}
];

export interface DemoReseller {
	slug: string;
	name: string;
	legalName: string;
	document: string;
	color: string;
	city: string;
	categories: { name: string; pass_through_cents: number }[];
	plans: {
		name: string;
		monthly_price_cents: number;
		category: string;
		is_private?: boolean;
		session_quota?: number;
		/** Anybody may sign up at /p/<code>. */
		publicCode?: string;
	}[];
	/** Extra sessions, all of them also on sale in the portal. */
	packs?: { name: string; sessions: number; price_cents: number }[];
	clients: number;
}

export const demoResellers: DemoReseller[] = [
	{
		slug: 'veloz',
		name: 'Veloz Internet',
		legalName: 'Veloz Telecomunicações Ltda.',
		document: '11222333000181',
		color: '#0b5d7a',
		city: 'Campinas',
		categories: [
			{ name: 'Internet', pass_through_cents: 0 },
			{ name: 'Cloud', pass_through_cents: 4500 }
		],
		plans: [
			{ name: 'Fibra 300', monthly_price_cents: 9990, category: 'Internet' },
			{
				name: 'Fibra 600',
				monthly_price_cents: 12990,
				category: 'Internet',
				publicCode: 'fibra-600'
			},
			{ name: 'Fibra Empresa', monthly_price_cents: 34900, category: 'Internet' },
			{ name: 'Servidor Cloud P', monthly_price_cents: 8900, category: 'Cloud' },
			{ name: 'Cortesia equipe', monthly_price_cents: 0, category: 'Internet', is_private: true }
		],
		clients: 56
	},
	{
		slug: 'norte',
		name: 'Norte Digital',
		legalName: 'Norte Agência Digital S/S',
		document: '12ABC34501DE35',
		color: '#7a2e52',
		city: 'Belem',
		categories: [{ name: 'Atendimento', pass_through_cents: 0 }],
		plans: [
			{
				name: 'Chat Essencial',
				monthly_price_cents: 19900,
				category: 'Atendimento',
				session_quota: 500
			},
			{ name: 'Chat Pro', monthly_price_cents: 49900, category: 'Atendimento', session_quota: 2000 }
		],
		packs: [
			{ name: 'Mais 250 sessões', sessions: 250, price_cents: 8900 },
			{ name: 'Mais 1.000 sessões', sessions: 1000, price_cents: 29900 }
		],
		clients: 12
	}
];
