import { m } from '#lib/paraglide/messages.js';
import type { DomainError, ErrorParams } from './domain-error.ts';

type Translate = (params: ErrorParams) => string;
// Only the server looks messages up by name: in the browser it would pull every message into the bundle.
const messages: Record<string, Translate | undefined> = m as unknown as Record<string, Translate>;

/** The refusal in the person's language; a general sentence when nobody has written that one yet. */
export function errorText({ code, params }: Pick<DomainError, 'code' | 'params'>): string {
	return messages[`error_${code}`]?.(params) ?? m.error_refused({ code });
}
