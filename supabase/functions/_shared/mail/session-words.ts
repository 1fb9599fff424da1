import type { Locale } from './formats.ts';

/** What the mails about a quota of sessions say, by language. Figures, amounts and dates come in formatted. */
const portuguese = {
	sessions: (count: number, figure: string) =>
		count === 1 ? `${figure} sessão` : `${figure} sessões`,
	greeting: (name: string) => `Olá, ${name}!`,
	lowSubject: (brand: string, left: string, granted: string) =>
		`${brand}: restam ${left} de ${granted} sessões`,
	lowTitle: 'Suas sessões estão acabando',
	lowText: (plan: string, share: string) =>
		`Já foram usados ${share} da cota de ${plan} neste período.`,
	outSubject: (brand: string) => `${brand}: a cota de sessões acabou`,
	outTitle: 'Sua cota de sessões acabou',
	outText: (plan: string) => `Toda a cota de ${plan} neste período já foi usada.`,
	staffLowSubject: (client: string, left: string, granted: string) =>
		`${client}: restam ${left} de ${granted} sessões`,
	staffLowTitle: (client: string) => `As sessões de ${client} estão acabando`,
	staffOutSubject: (client: string) => `${client}: a cota de sessões acabou`,
	staffOutTitle: (client: string) => `A cota de sessões de ${client} acabou`,
	left: 'Restam da cota',
	leftOf: (left: string, granted: string) => `${left} de ${granted}`,
	until: (date: string) => `O período termina em ${date}`,
	used: 'Usadas no período',
	extras: 'Extras, que não vencem',
	runOut: 'No ritmo dos últimos dias, acabam em',
	last: 'No ritmo dos últimos dias, duram até a renovação, em',
	thenExtras: (extras: string) => `Depois da cota, são usadas as extras: ${extras}.`,
	nowExtras: (extras: string) => `Agora são usadas as extras: ${extras}.`,
	after: {
		block: (date: string) =>
			`Quando não restar nenhuma, novas sessões são recusadas até o fim do período, em ${date}, ou até haver extras.`,
		bill: (price: string) =>
			`Quando não restar nenhuma, o serviço continua: cada sessão a mais custa ${price} e vem na próxima fatura.`,
		cap: (price: string, cap: string) =>
			`Quando não restar nenhuma, o serviço continua até ${cap} a mais, cada uma a ${price} na próxima fatura. Depois, novas sessões são recusadas.`,
		free: 'Quando não restar nenhuma, o serviço continua: outro plano cobre as sessões, sem limite.'
	},
	now: {
		block: (date: string) =>
			`Novas sessões são recusadas até o fim do período, em ${date}, ou até haver extras.`,
		bill: (price: string) =>
			`O serviço continua: cada sessão a mais custa ${price} e vem na próxima fatura.`,
		cap: (price: string, cap: string) =>
			`O serviço continua até ${cap} a mais, cada uma a ${price} na próxima fatura. Depois, novas sessões são recusadas.`,
		free: 'O serviço continua: outro plano cobre as sessões, sem limite.'
	},
	clientLink: 'Ver minhas sessões',
	staffLink: 'Abrir o cliente',
	clientFooter: (brand: string) => `Você recebeu esta mensagem porque é cliente de ${brand}.`,
	staffFooter: (brand: string) =>
		`Você recebeu esta mensagem porque cuida dos clientes de ${brand} no Balcão.`,
	settings: 'Escolher quem recebe estes avisos'
};

const english: typeof portuguese = {
	sessions: (count, figure) => (count === 1 ? `${figure} session` : `${figure} sessions`),
	greeting: (name) => `Hello, ${name}!`,
	lowSubject: (brand, left, granted) => `${brand}: ${left} of ${granted} sessions left`,
	lowTitle: 'Your sessions are running out',
	lowText: (plan, share) => `${share} of the quota of ${plan} in this period is used.`,
	outSubject: (brand) => `${brand}: the quota of sessions is used up`,
	outTitle: 'Your quota of sessions is used up',
	outText: (plan) => `All of the quota of ${plan} in this period is used.`,
	staffLowSubject: (client, left, granted) => `${client}: ${left} of ${granted} sessions left`,
	staffLowTitle: (client) => `The sessions of ${client} are running out`,
	staffOutSubject: (client) => `${client}: the quota of sessions is used up`,
	staffOutTitle: (client) => `The quota of sessions of ${client} is used up`,
	left: 'Left of the quota',
	leftOf: (left, granted) => `${left} of ${granted}`,
	until: (date) => `The period ends on ${date}`,
	used: 'Used in this period',
	extras: 'Extras, which do not expire',
	runOut: 'At the pace of the last days they run out on',
	last: 'At the pace of the last days they last until the renewal on',
	thenExtras: (extras) => `After the quota, the extras are used: ${extras}.`,
	nowExtras: (extras) => `Now the extras are used: ${extras}.`,
	after: {
		block: (date) =>
			`Once none is left, new sessions are refused until the period ends, on ${date}, or until there are extras.`,
		bill: (price) =>
			`Once none is left, the service goes on: each further session costs ${price}, on the next invoice.`,
		cap: (price, cap) =>
			`Once none is left, the service goes on for ${cap} more, each at ${price} on the next invoice. After those, new sessions are refused.`,
		free: 'Once none is left, the service goes on: another plan covers the sessions, without a limit.'
	},
	now: {
		block: (date) =>
			`New sessions are refused until the period ends, on ${date}, or until there are extras.`,
		bill: (price) =>
			`The service goes on: each further session costs ${price}, on the next invoice.`,
		cap: (price, cap) =>
			`The service goes on for ${cap} more, each at ${price} on the next invoice. After those, new sessions are refused.`,
		free: 'The service goes on: another plan covers the sessions, without a limit.'
	},
	clientLink: 'See my sessions',
	staffLink: 'Open the client',
	clientFooter: (brand) => `You got this message because you are a client of ${brand}.`,
	staffFooter: (brand) =>
		`You got this message because you look after the clients of ${brand} on Balcão.`,
	settings: 'Choose who gets these notices'
};

export type SessionWords = typeof portuguese;

export const sessionWords: Record<Locale, SessionWords> = { 'pt-BR': portuguese, en: english };
