import type { Locale } from './formats.ts';
import type { InvoiceMailLine } from './mail-data.ts';

/** What the mails about an invoice say, by language. Amounts and dates come in formatted. */
const portuguese = {
	invoiceSubject: (number: number, brand: string, amount: string, due: string) =>
		`Fatura nº ${number} de ${brand}: ${amount}, vence em ${due}`,
	settledSubject: (number: number, brand: string) =>
		`Fatura nº ${number} de ${brand}: nada a pagar`,
	receiptSubject: (number: number, brand: string, amount: string) =>
		`Recibo da fatura nº ${number} de ${brand}: ${amount}`,
	invoiceTitle: (number: number) => `Fatura nº ${number}`,
	receiptTitle: 'Pagamento recebido',
	greeting: (name: string) => `Olá, ${name}!`,
	invoiceIntroduction: (brand: string) => `Chegou a sua fatura de ${brand}.`,
	receiptIntroduction: (brand: string) => `${brand} recebeu o seu pagamento. Guarde este recibo.`,
	toPay: 'Total a pagar',
	dueOn: (date: string) => `Vence em ${date}`,
	nothingToPay: 'Não há nada a pagar.',
	paid: 'Valor pago',
	paidOn: (date: string) => `Pago em ${date}`,
	paidOnBy: (date: string, method: string) => `Pago em ${date}, ${method}`,
	methods: {
		pix: 'por Pix',
		boleto: 'por boleto',
		card: 'com cartão',
		transfer: 'por transferência',
		cash: 'em dinheiro',
		credit: 'com o seu crédito'
	} as Record<string, string>,
	number: 'Fatura',
	numbered: (number: number) => `nº ${number}`,
	issued: 'Emissão',
	due: 'Vencimento',
	period: 'Período',
	from: (start: string, end: string) => `${start} a ${end}`,
	details: 'Detalhes',
	line: {
		plan: (description) => description,
		item: (description) => description,
		pass_through: (description) => `${description}: repasse`,
		surcharge: (description) => `${description}: acréscimo`,
		discount: (description) => `${description}: desconto`,
		instalment: (description) => `Parcela: ${description}`,
		proration_credit: (description) => `${description}: dias não usados`,
		proration_charge: (description) => `${description}: proporcional`,
		session_pack: (description) => `${description}: pacote de sessões`,
		session_overage: (description) => `${description}: sessões excedentes`
	} as Record<InvoiceMailLine['kind'], (description: string) => string>,
	total: 'Total',
	fine: (rate: string) => `Multa de ${rate}`,
	interest: (rate: string, days: number) =>
		`Juros de ${rate} ao mês, ${days === 1 ? '1 dia' : `${days} dias`} de atraso`,
	charges: 'Multa e juros',
	alreadyPaid: 'Já pago',
	open: 'A pagar',
	creditUsed: (amount: string) => `${amount} foram pagos com o seu crédito.`,
	becameCredit: (amount: string) =>
		`${amount} a mais viraram crédito e serão descontados das próximas faturas.`,
	pay: 'Ver e pagar a fatura',
	see: 'Ver a fatura',
	payLink: 'Se o botão não abrir, copie este endereço no navegador:',
	amountOfDay: 'O valor é o de hoje. A página da fatura mostra sempre o valor do dia.',
	boleto: 'Linha digitável do boleto',
	pixTitle: 'Como pagar com Pix',
	pixPreheader: (amount: string) => `Pague ${amount} com Pix: QR code e código copia e cola aqui.`,
	pixSteps: (payee: string) => [
		'Abra o app do seu banco e escolha Pix.',
		'Leia o QR code ou cole o código abaixo em “Pix copia e cola”.',
		`Confira o valor e o nome ${payee} e confirme.`
	],
	pixAlt: (amount: string) => `QR code do Pix de ${amount}`,
	pixCode: 'Pix copia e cola',
	afterPix: (brand: string) =>
		`Assim que ${brand} confirmar o pagamento, você recebe o recibo por e-mail. Já pagou? Desconsidere esta mensagem.`,
	otherTitle: 'Como pagar',
	replyToPay: (brand: string, address: string) =>
		`Para combinar o pagamento, responda a este e-mail ou escreva para ${brand} em ${address}.`,
	contactToPay: (brand: string) =>
		`Para combinar o pagamento, fale com ${brand} pelo canal de atendimento que você já usa.`,
	active: (plan: string) => `${plan} está ativo.`,
	paidPlan: (plan: string) => `${plan} está pago.`,
	activeUntil: (plan: string, end: string) => `${plan} está ativo, pago até ${end}.`,
	paidUntil: (plan: string, end: string) => `${plan} está pago até ${end}.`,
	reason: (brand: string) => `Você recebe este e-mail porque é cliente de ${brand}.`,
	questions: 'Dúvidas? É só responder a este e-mail.',
	automatic: 'Mensagem automática.'
};

const english: typeof portuguese = {
	invoiceSubject: (number, brand, amount, due) =>
		`Invoice no. ${number} from ${brand}: ${amount}, due ${due}`,
	settledSubject: (number, brand) => `Invoice no. ${number} from ${brand}: nothing to pay`,
	receiptSubject: (number, brand, amount) =>
		`Receipt for invoice no. ${number} from ${brand}: ${amount}`,
	invoiceTitle: (number) => `Invoice no. ${number}`,
	receiptTitle: 'Payment received',
	greeting: (name) => `Hello, ${name}!`,
	invoiceIntroduction: (brand) => `Here is your invoice from ${brand}.`,
	receiptIntroduction: (brand) => `${brand} has received your payment. Keep this receipt.`,
	toPay: 'Amount due',
	dueOn: (date) => `Due ${date}`,
	nothingToPay: 'There is nothing to pay.',
	paid: 'Amount paid',
	paidOn: (date) => `Paid on ${date}`,
	paidOnBy: (date, method) => `Paid on ${date}, ${method}`,
	methods: {
		pix: 'by Pix',
		boleto: 'by boleto',
		card: 'by card',
		transfer: 'by bank transfer',
		cash: 'in cash',
		credit: 'with your credit'
	},
	number: 'Invoice',
	numbered: (number) => `no. ${number}`,
	issued: 'Issued',
	due: 'Due',
	period: 'Period',
	from: (start, end) => `${start} to ${end}`,
	details: 'Details',
	line: {
		plan: (description) => description,
		item: (description) => description,
		pass_through: (description) => `${description}: pass-through cost`,
		surcharge: (description) => `${description}: surcharge`,
		discount: (description) => `${description}: discount`,
		instalment: (description) => `Instalment: ${description}`,
		proration_credit: (description) => `${description}: unused days`,
		proration_charge: (description) => `${description}: prorated`,
		session_pack: (description) => `${description}: session pack`,
		session_overage: (description) => `${description}: sessions beyond the quota`
	},
	total: 'Total',
	fine: (rate) => `Fine of ${rate}`,
	interest: (rate, days) =>
		`Interest of ${rate} per month, ${days === 1 ? '1 day' : `${days} days`} late`,
	charges: 'Fine and interest',
	alreadyPaid: 'Already paid',
	open: 'To pay',
	creditUsed: (amount) => `${amount} were paid with your credit.`,
	becameCredit: (amount) =>
		`${amount} too much became credit and will be taken off your next invoices.`,
	pay: 'See and pay the invoice',
	see: 'See the invoice',
	payLink: 'If the button does not open, copy this address into your browser:',
	amountOfDay: 'The amount is today’s. The page of the invoice always shows that of the day.',
	boleto: 'Boleto line',
	pixTitle: 'How to pay with Pix',
	pixPreheader: (amount) => `Pay ${amount} with Pix: QR code and copy-and-paste code inside.`,
	pixSteps: (payee) => [
		'Open your bank’s app and choose Pix.',
		'Scan the QR code, or paste the code below as “Pix copia e cola”.',
		`Check the amount and the name ${payee}, and confirm.`
	],
	pixAlt: (amount) => `Pix QR code for ${amount}`,
	pixCode: 'Pix copy-and-paste code',
	afterPix: (brand) =>
		`As soon as ${brand} confirms the payment you get the receipt by e-mail. Paid already? Then ignore this message.`,
	otherTitle: 'How to pay',
	replyToPay: (brand, address) =>
		`To arrange payment, reply to this e-mail or write to ${brand} at ${address}.`,
	contactToPay: (brand) => `To arrange payment, get in touch with ${brand} the way you usually do.`,
	active: (plan) => `${plan} is active.`,
	paidPlan: (plan) => `${plan} is paid.`,
	activeUntil: (plan, end) => `${plan} is active, paid until ${end}.`,
	paidUntil: (plan, end) => `${plan} is paid until ${end}.`,
	reason: (brand) => `You get this e-mail because you are a client of ${brand}.`,
	questions: 'Questions? Just reply to this e-mail.',
	automatic: 'Automatic message.'
};

export type InvoiceWords = typeof portuguese;

export const invoiceWords: Record<Locale, InvoiceWords> = { 'pt-BR': portuguese, en: english };
