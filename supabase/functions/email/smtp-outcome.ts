import type { Outcome } from './outbox.ts';

/** What nodemailer adds to its errors. */
interface SmtpFailure {
	code?: string;
	command?: string;
	responseCode?: number;
}

/** Refusals that speak of the recipient or of the message (RFC 5321 §4.2.3); 500 to 504 and 530 to 538 speak of us. */
const permanentCodes = new Set([521, 525, 541, 550, 551, 552, 553, 554, 555, 556]);

/**
 * Parks only what no later attempt can change. Whatever may be our fault or the network's is tried again: a wrong
 * password must not park every mail of the day.
 */
export function outcomeOfFailure(failure: unknown): Exclude<Outcome, { kind: 'sent' }> {
	const error = failure instanceof Error ? failure.message : String(failure);
	return { kind: isPermanent((failure ?? {}) as SmtpFailure) ? 'park' : 'retry', error };
}

function isPermanent({ code, command, responseCode }: SmtpFailure): boolean {
	// Refused before anything was said to the server: an address that is none, or a message over its stated limit.
	if (!responseCode)
		return code === 'EENVELOPE' || (code === 'EMESSAGE' && command === 'MAIL FROM');
	return ['RCPT TO', 'DATA'].includes(command ?? '') && permanentCodes.has(responseCode);
}
