import { z } from 'zod';
import { isDocument, normalizeDocument } from '#lib/format/documents.ts';
import { m } from '#lib/paraglide/messages.js';

export const profileSchema = z.object({
	name: z.string().trim().min(1).max(120),
	cpf: z
		.string()
		.trim()
		.refine((text) => text === '' || isDocument('cpf', text), {
			error: () => m.error_person_cpf_invalid()
		})
		.transform((text) => normalizeDocument(text))
		.default('')
});
