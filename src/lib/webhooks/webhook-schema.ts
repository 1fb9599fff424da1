import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';
import { replaySpans, rotationGraces, webhookTypes } from './webhook.ts';

export const endpointSchema = z.object({
	url: z
		.string()
		.trim()
		.min(1, { error: () => m.error_webhook_url_invalid() })
		.max(500)
		.transform(asciiUrl),
	description: z.string().trim().max(200),
	eventTypes: z.array(z.enum(webhookTypes)).min(1, { error: () => m.error_webhook_types_invalid() })
});

/** Chosen by the page, so that a second click makes no second endpoint. */
export const newEndpointSchema = endpointSchema.extend({ id: z.uuid() });

export const testSchema = z.object({ requestId: z.uuid() });
export const rotateSchema = z.object({
	rotations: z.coerce.number().int().nonnegative(),
	grace: z.enum(rotationGraces).default('24')
});
export const replayAllSchema = z.object({ span: z.enum(replaySpans).default('day') });
export const nothingSchema = z.object({});

/** Names in other scripts as they are asked for (`ação.example` → `xn--…`); what is no URL stays what it is. */
function asciiUrl(url: string): string {
	return /^[!-~]*$/.test(url) ? url : (URL.parse(url)?.href ?? url);
}
