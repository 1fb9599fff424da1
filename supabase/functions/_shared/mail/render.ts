import { dataRequestMail } from './data-request.ts';
import { invitationMail } from './invitation.ts';
import { invoiceMail } from './invoice.ts';
import type { Mail } from './mail.ts';
import {
	dataRequestSchema,
	invitationSchema,
	invoiceMailSchema,
	sessionMailSchema,
	signInCodeSchema,
	webhookStoppedSchema
} from './mail-data.ts';
import { blockedMail, overdueMail, reminderMail, restoredMail } from './notices.ts';
import { receiptMail } from './receipt.ts';
import { sessionsLowMail, sessionsOutMail } from './session-alert.ts';
import { signInCodeMail } from './sign-in-code.ts';
import { webhookStoppedMail } from './webhook-stopped.ts';

type Template = (data: unknown) => Mail | Promise<Mail>;

const templates = new Map<string, Template>([
	['sign_in_code', (data) => signInCodeMail(signInCodeSchema.parse(data))],
	['invitation', (data) => invitationMail(invitationSchema.parse(data))],
	['data_request', (data) => dataRequestMail(dataRequestSchema.parse(data))],
	['invoice', (data) => invoiceMail(invoiceMailSchema.parse(data))],
	['receipt', (data) => receiptMail(invoiceMailSchema.parse(data))],
	['reminder', (data) => reminderMail(invoiceMailSchema.parse(data))],
	['overdue', (data) => overdueMail(invoiceMailSchema.parse(data))],
	['blocked', (data) => blockedMail(invoiceMailSchema.parse(data))],
	['restored', (data) => restoredMail(invoiceMailSchema.parse(data))],
	['sessions_low', (data) => sessionsLowMail(sessionMailSchema.parse(data))],
	['sessions_out', (data) => sessionsOutMail(sessionMailSchema.parse(data))],
	['webhook_stopped', (data) => webhookStoppedMail(webhookStoppedSchema.parse(data))]
]);

/**
 * @param template name in the outbox
 * @param data what `take_emails` gave along
 * @throws Error for an unknown template, ZodError for data that the template cannot be written from
 */
export async function renderMail(template: string, data: unknown): Promise<Mail> {
	const write = templates.get(template);
	if (!write) throw new Error(`there is no template "${template}"`);
	return await write(data);
}
