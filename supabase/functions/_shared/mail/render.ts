import { dataRequestMail } from './data-request.ts';
import { invitationMail } from './invitation.ts';
import { invoiceMail } from './invoice.ts';
import type { Mail } from './mail.ts';
import {
	dataRequestSchema,
	invitationSchema,
	invoiceMailSchema,
	signInCodeSchema
} from './mail-data.ts';
import { receiptMail } from './receipt.ts';
import { signInCodeMail } from './sign-in-code.ts';

type Template = (data: unknown) => Mail | Promise<Mail>;

const templates = new Map<string, Template>([
	['sign_in_code', (data) => signInCodeMail(signInCodeSchema.parse(data))],
	['invitation', (data) => invitationMail(invitationSchema.parse(data))],
	['data_request', (data) => dataRequestMail(dataRequestSchema.parse(data))],
	['invoice', (data) => invoiceMail(invoiceMailSchema.parse(data))],
	['receipt', (data) => receiptMail(invoiceMailSchema.parse(data))]
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
