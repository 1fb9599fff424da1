import type { Locale } from './formats.ts';

/** What the mails around a due date say, by language. Amounts and dates come in formatted. */
const portuguese = {
	reminderSubject: (number: number, brand: string, when: string) =>
		`Lembrete: a fatura nº ${number} de ${brand} vence ${when}`,
	reminderTitle: (when: string) => `Sua fatura vence ${when}`,
	reminderIntroduction: (number: number, brand: string) =>
		`Para você não esquecer: a fatura nº ${number} de ${brand} ainda está em aberto.`,
	dueIn: (days: number, date: string) => {
		if (days <= 0) return 'hoje';
		return days === 1 ? 'amanhã' : `em ${date}`;
	},
	decline: 'Não quero lembretes antes do vencimento',
	declineText: 'Avisos de atraso e de bloqueio continuam chegando.',
	overdueSubject: (number: number, brand: string, amount: string) =>
		`Fatura nº ${number} de ${brand} vencida: ${amount}`,
	overdueTitle: (days: number) =>
		days === 1 ? 'Sua fatura venceu ontem' : `Sua fatura venceu há ${days} dias`,
	overdueIntroduction: (number: number, brand: string, date: string) =>
		`Não identificamos o pagamento da fatura nº ${number} de ${brand}, que podia ser paga até ${date}.`,
	overdueConsequence: 'Se ela continuar em aberto, o serviço pode ser suspenso.',
	toPayToday: 'A pagar hoje',
	withCharges: (charges: string) => `Com ${charges} de multa e juros`,
	blockedSubject: (brand: string, number: number) =>
		`${brand}: serviço suspenso pela fatura nº ${number}`,
	blockedTitle: 'Seu serviço está suspenso',
	blockedWhat: (plan: string) => `${plan} está suspenso.`,
	blockedWhy: (number: number, date: string, days: number) =>
		`O motivo é a fatura nº ${number}, que podia ser paga até ${date} e está há ${days === 1 ? '1 dia' : `${days} dias`} em atraso.`,
	blockedRestore:
		'Para voltar: pague o valor abaixo. Assim que o pagamento for confirmado, o serviço volta sozinho. Os dados e as configurações ficam como estão.',
	blockedHelp: (brand: string) => `Já pagou ou precisa de mais prazo? Fale com ${brand}.`,
	restoredSubject: (brand: string) => `${brand}: seu serviço está de volta`,
	restoredTitle: 'Seu serviço está de volta',
	restoredText: (number: number) =>
		`A suspensão por causa da fatura nº ${number} terminou. Tudo voltou a funcionar como antes.`,
	restoredThanks: 'Obrigado!',
	stillOpen: (amount: string) => `A fatura ainda pede ${amount}.`
};

const english: typeof portuguese = {
	reminderSubject: (number, brand, when) =>
		`Reminder: invoice no. ${number} from ${brand} is due ${when}`,
	reminderTitle: (when) => `Your invoice is due ${when}`,
	reminderIntroduction: (number, brand) =>
		`Just so that you know: invoice no. ${number} from ${brand} is still open.`,
	dueIn: (days, date) => {
		if (days <= 0) return 'today';
		return days === 1 ? 'tomorrow' : `on ${date}`;
	},
	decline: 'I want no reminders before the due date',
	declineText: 'Notices that an invoice is late, or of a block, still come.',
	overdueSubject: (number, brand, amount) =>
		`Invoice no. ${number} from ${brand} is overdue: ${amount}`,
	overdueTitle: (days) =>
		days === 1 ? 'Your invoice was due yesterday' : `Your invoice is ${days} days overdue`,
	overdueIntroduction: (number, brand, date) =>
		`We have not seen the payment of invoice no. ${number} from ${brand}, which could be paid until ${date}.`,
	overdueConsequence: 'If it stays open, the service may be suspended.',
	toPayToday: 'To pay today',
	withCharges: (charges) => `With ${charges} of fine and interest`,
	blockedSubject: (brand, number) => `${brand}: service suspended for invoice no. ${number}`,
	blockedTitle: 'Your service is suspended',
	blockedWhat: (plan) => `${plan} is suspended.`,
	blockedWhy: (number, date, days) =>
		`The reason is invoice no. ${number}, which could be paid until ${date} and is ${days === 1 ? '1 day' : `${days} days`} late.`,
	blockedRestore:
		'To have it back: pay the amount below. As soon as the payment is confirmed the service comes back by itself. Your data and settings stay as they are.',
	blockedHelp: (brand) => `Paid already, or in need of more time? Talk to ${brand}.`,
	restoredSubject: (brand) => `${brand}: your service is back`,
	restoredTitle: 'Your service is back',
	restoredText: (number) =>
		`The suspension for invoice no. ${number} is over. Everything works as before.`,
	restoredThanks: 'Thank you!',
	stillOpen: (amount) => `The invoice still asks for ${amount}.`
};

export type NoticeWords = typeof portuguese;

export const noticeWords: Record<Locale, NoticeWords> = { 'pt-BR': portuguese, en: english };
