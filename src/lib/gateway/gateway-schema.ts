import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';

export const connectSchema = z.object({
	provider: z.enum(['asaas', 'simulator']),
	environment: z.enum(['production', 'sandbox']),
	apiKey: z
		.string()
		.trim()
		.min(8, { error: () => m.error_gateway_key_invalid() })
		.max(300)
});

/** Without an id: all of them. */
export const retrySchema = z.object({ id: z.uuid().optional() });

export const repairSchema = z.object({
	id: z.uuid(),
	action: z.enum(['recreate', 'push', 'refund', 'link', 'dismiss']),
	/** Of the invoice that money without one is meant for. */
	invoiceNumber: z.coerce.number().int().positive().optional()
});

export const nothingSchema = z.object({});
