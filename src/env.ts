import { defineEnvVars } from '@sveltejs/kit/env';
import { z } from 'zod';

/** Everything the app is told from outside. Read when it starts, so one build serves every platform. */
export const variables = defineEnvVars({
	PUBLIC_SUPABASE_URL: {
		public: true,
		description: 'Address of the Supabase project, hosted or local, without a path.',
		schema: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
	},
	PUBLIC_SUPABASE_PUBLISHABLE_KEY: {
		public: true,
		description: 'The key that identifies the app; it grants nothing by itself.'
	},
	TRIES_PER_ADDRESS: {
		description:
			'How many sign-ins (and as many codes, code entries, accepted invitations) one address may try in five minutes. 30 unless told otherwise.',
		schema: z
			.string()
			.optional()
			.transform((text) => Number(text || 30))
			.pipe(z.int().positive())
	}
});
