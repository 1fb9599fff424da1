import { z } from 'zod';
import { hasUnstorable } from '#lib/format/plain-text.ts';
import { m } from '#lib/paraglide/messages.js';

const longest = 5000;

/** What the staff must remember about a client, and what stood there when the editor was opened. */
export const notesSchema = z.object({
	notes: z
		.string()
		.transform((text) => text.replace(/\r\n?/g, '\n').trim())
		.refine((text) => text.length <= longest, { error: () => m.error_client_notes_too_long() })
		.refine((text) => !hasUnstorable(text), { error: () => m.error_text_unstorable() })
		.default(''),
	/** Exactly as it was read. */
	base: z.string().default('')
});

export type NotesForm = z.output<typeof notesSchema>;
